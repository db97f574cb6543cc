package dev.muster.machine;

import dev.muster.events.DrEvent;
import java.time.Duration;

/** What can happen to a machine. */
public sealed interface Input {

    /** An event of the log was read; {@code id} is the same for every copy of one event. */
    record Happened(String id, DrEvent event) implements Input {}

    /** The time asked for has come, or passed. */
    record Woken() implements Input {}

    /**
     * The key has a new host: durations that began under the old one prove nothing. Given once per
     * key, before anything else.
     */
    record Resumed() implements Input {}

    /** The host's clock was set, or the host stood still, for about this long. */
    record ClockJumped(Duration by) implements Input {}
}
