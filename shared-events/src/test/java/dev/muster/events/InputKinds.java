package dev.muster.events;

import dev.muster.machine.Input;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One input of every kind there is: every event, and all that can happen to a machine besides. */
public final class InputKinds {

    private static final List<Input> OTHERS =
            List.of(
                    new Input.Woken(),
                    new Input.Resumed(),
                    new Input.ClockJumped(Duration.ofSeconds(9)));

    private InputKinds() {}

    /** An input, named by its kind. */
    public record Sample(String name, Input input) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * All of them.
     *
     * @throws IllegalStateException when there is an event or an input without a sample
     */
    public static Stream<Sample> all() {
        return leaves(Input.class)
                .flatMap(
                        form ->
                                form == Input.Happened.class
                                        ? leaves(DrEvent.class).map(InputKinds::happened)
                                        : Stream.of(other(form)));
    }

    private static Sample other(Class<?> form) {
        return OTHERS.stream()
                .filter(form::isInstance)
                .findFirst()
                .map(input -> new Sample(form.getSimpleName(), input))
                .orElseThrow(() -> new IllegalStateException("no sample of " + form));
    }

    private static Sample happened(Class<?> form) {
        return EventSamples.all().values().stream()
                .filter(form::isInstance)
                .findFirst()
                .map(event -> new Sample(form.getSimpleName(), new Input.Happened("", event)))
                .orElseThrow(() -> new IllegalStateException("no sample of " + form));
    }

    private static Stream<Class<?>> leaves(Class<?> form) {
        return form.isSealed()
                ? Arrays.stream(form.getPermittedSubclasses()).flatMap(InputKinds::leaves)
                : Stream.of(form);
    }
}
