package dev.muster.backup.adapter.rest;

import dev.muster.backup.app.Points;
import dev.muster.events.BackupEvent;
import dev.muster.service.Log;
import dev.muster.service.rest.LogPatience;
import dev.muster.service.rest.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what somebody wants. The Idempotency-Key becomes the id of the wish, so that the same
 * key begins the same thing, at whichever instance and however often.
 */
@ApplicationScoped
public class Wishes {

    private static final int LONGEST_REASON = 1_000;

    private final Points points;
    private final Log log;

    @Inject
    public Wishes(Points points, Log log) {
        this.points = points;
        this.log = log;
    }

    static String reason(@Nullable String given) {
        var reason = given == null ? "" : given.strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw Problem.of(
                    400,
                    "incomplete-request",
                    "Why?",
                    "The body needs reason, of 1 to " + LONGEST_REASON + " characters.");
        }
        return reason;
    }

    /**
     * Writes the wish, unless it was written before.
     *
     * @param same whether an earlier wish under this id asks for the same
     */
    Response write(String id, BackupEvent wish, java.util.function.Predicate<BackupEvent> same) {
        var before = points.wish(id);
        if (before.isPresent()) {
            return again(id, same.test(before.get()));
        }
        try {
            log.writer().writeAndWait(wish, id, LogPatience.LIMIT);
        } catch (RuntimeException e) {
            throw LogPatience.unavailable();
        }
        return accepted(id);
    }

    private Response again(String id, boolean same) {
        if (!same) {
            throw Problem.of(
                    422,
                    "idempotency-key-reused",
                    "This Idempotency-Key was used for another request",
                    "Use a new key for a new request.");
        }
        if (points.operation(id).isEmpty() || points.operation(id).get().open()) {
            throw Problem.of(
                    409,
                    "in-progress",
                    "This request is being worked on",
                    "Follow it at " + location(id) + ".",
                    Map.of("operation", id));
        }
        return accepted(id);
    }

    private static Response accepted(String id) {
        return Response.accepted(Map.of("operation", id)).location(location(id)).build();
    }

    private static URI location(String id) {
        return URI.create("/api/v1/operations/" + id);
    }
}
