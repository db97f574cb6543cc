package dev.muster.failover.adapter.rest;

import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.failover.app.Journal;
import dev.muster.plan.SiteId;
import dev.muster.service.Access;
import dev.muster.service.Log;
import dev.muster.service.rest.IdempotencyKey;
import dev.muster.service.rest.LogPatience;
import dev.muster.service.rest.Problem;
import dev.muster.service.rest.Who;
import io.quarkus.security.ForbiddenException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes down that a person wants a move. The Idempotency-Key becomes the id of the request, so
 * that the same key starts the same thing, at whichever instance and however often.
 */
@ApplicationScoped
public class Moves {

    private static final int LONGEST_REASON = 1_000;

    private final Journal journal;
    private final Log log;

    @Inject
    public Moves(Journal journal, Log log) {
        this.journal = journal;
        this.log = log;
    }

    /**
     * A person's wish to move.
     *
     * @param requestedBy who wants it, where no token says so
     * @param to the site to go to; the first standby when absent
     * @param allowDataLoss accepts more data loss than the plan does; needs the role approver
     */
    public record MoveRequest(
            @Nullable String reason,
            @Nullable String requestedBy,
            @Nullable String to,
            @Nullable Boolean allowDataLoss) {}

    Response begin(
            PlanDeclared declared,
            @Nullable String key,
            @Nullable MoveRequest wish,
            Kind kind,
            SecurityContext caller) {
        var id =
                declared.plan().name()
                        + "-"
                        + IdempotencyKey.of(key, "move").id(kind + "/" + declared.plan().name());
        var request = request(declared, id, wish, kind, caller);
        var before = journal.request(id);
        if (before.isPresent()) {
            return again(before.get(), request, id);
        }
        try {
            log.writer().writeAndWait(request, id, LogPatience.LIMIT);
        } catch (RuntimeException e) {
            throw LogPatience.unavailable();
        }
        return accepted(id);
    }

    private static FailoverRequested request(
            PlanDeclared declared,
            String id,
            @Nullable MoveRequest wish,
            Kind kind,
            SecurityContext caller) {
        var reason = wish == null || wish.reason() == null ? "" : wish.reason().strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw Problem.of(
                    400,
                    "incomplete-request",
                    "Why?",
                    "The body needs reason, of 1 to " + LONGEST_REASON + " characters.");
        }
        var allowDataLoss = wish != null && Boolean.TRUE.equals(wish.allowDataLoss());
        if (allowDataLoss && !caller.isUserInRole(Access.APPROVER)) {
            throw new ForbiddenException();
        }
        return new FailoverRequested(
                declared.plan().name(),
                id,
                kind,
                target(declared, wish == null ? null : wish.to()),
                reason,
                Who.is(caller, wish == null ? null : wish.requestedBy()),
                allowDataLoss,
                Instant.now());
    }

    private static Optional<SiteId> target(PlanDeclared declared, @Nullable String to) {
        var sites = declared.plan().sites().all();
        var found = sites.stream().filter(site -> site.value().equals(to)).findFirst();
        if (to != null && found.isEmpty()) {
            throw Problem.of(
                    400,
                    "unknown-site",
                    "Not a site of this plan",
                    "to has to be one of " + sites + ".");
        }
        return found;
    }

    /** The same wish once more: the same answer, unless it is still being worked on. */
    private Response again(FailoverRequested before, FailoverRequested now, String id) {
        if (!sameWish(before, now)) {
            throw Problem.of(
                    422,
                    "idempotency-key-reused",
                    "This Idempotency-Key was used for another request",
                    "Use a new key for a new request.");
        }
        var ended =
                ExecutionView.of(id, journal.execution(new ExecutionId(id)), Optional.empty())
                        .filter(view -> view.endedAt() != null)
                        .isPresent();
        if (!ended) {
            throw Problem.of(
                    409,
                    "in-progress",
                    "This request is being worked on",
                    "Follow it at " + location(id) + ".",
                    Map.of("execution", id));
        }
        return accepted(id);
    }

    private static boolean sameWish(FailoverRequested one, FailoverRequested other) {
        return one.to().equals(other.to())
                && one.reason().equals(other.reason())
                && one.requestedBy().equals(other.requestedBy())
                && one.allowDataLoss() == other.allowDataLoss();
    }

    private static Response accepted(String id) {
        return Response.accepted(Map.of("execution", id)).location(location(id)).build();
    }

    private static URI location(String id) {
        return URI.create("/api/v1/executions/" + id);
    }
}
