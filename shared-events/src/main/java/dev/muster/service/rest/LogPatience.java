package dev.muster.service.rest;

import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;

/** How long a caller waits for the log, and what is said when it does not answer. */
public final class LogPatience {

    public static final Duration LIMIT = Duration.ofSeconds(5);

    private LogPatience() {}

    public static WebApplicationException unavailable() {
        return Problem.of(
                503,
                "log-unavailable",
                "Nothing was recorded",
                "Kafka did not take the record in time; nothing has begun. Try again with the same"
                        + " Idempotency-Key.");
    }
}
