package dev.muster.backup.adapter.rest;

import dev.muster.backup.app.Points;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.PlanId;
import dev.muster.service.Access;
import dev.muster.service.rest.IdempotencyKey;
import dev.muster.service.rest.Problem;
import dev.muster.service.rest.Who;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a plan could come back from now, and backups on demand. */
@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PlansResource {

    private final Points points;
    private final Wishes wishes;

    @Inject
    public PlansResource(Points points, Wishes wishes) {
        this.points = points;
        this.wishes = wishes;
    }

    /**
     * Somebody wants a backup now.
     *
     * @param protection the item of the plan; all of them when absent
     */
    public record Backup(
            @Nullable String protection, @Nullable String reason, @Nullable String requestedBy) {}

    /**
     * Which point would be used now, and what it would cost, for each thing that could go wrong.
     *
     * @param corruptedSince when the data became wrong; without it that failure is left out
     */
    @GET
    @Path("{plan}/rpo")
    public Answers.PlanAnswer rpo(
            @PathParam("plan") String name,
            @QueryParam("corruptedSince") @Nullable String corruptedSince) {
        return Answers.of(declared(name), points, moment(corruptedSince), Instant.now());
    }

    @POST
    @Path("{plan}/backups")
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response backUp(
            @PathParam("plan") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Backup wish,
            @Context SecurityContext caller) {
        var declared = declared(name);
        var request = IdempotencyKey.of(key, "backup").id("backup/" + name);
        var protection = Optional.ofNullable(wish).map(Backup::protection);
        var known =
                declared.plan().assurance().protection().stream().map(Protection::name).toList();
        if (known.isEmpty() || protection.filter(one -> !known.contains(one)).isPresent()) {
            throw Problem.of(
                    400,
                    "unknown-protection",
                    "The plan has no such protection",
                    known.isEmpty()
                            ? "Nothing is declared under spec.protection."
                            : "protection has to be one of " + known + ", or absent for all.");
        }
        var event =
                new BackupRequested(
                        declared.plan().name(),
                        request,
                        protection,
                        Wishes.reason(wish == null ? null : wish.reason()),
                        Who.is(caller, wish == null ? null : wish.requestedBy()),
                        Instant.now());
        return wishes.write(
                request,
                event,
                before ->
                        before instanceof BackupRequested other
                                && other.protection().equals(event.protection())
                                && other.reason().equals(event.reason()));
    }

    private PlanDeclared declared(String name) {
        return points.plan(new PlanId(name))
                .orElseThrow(
                        () ->
                                Problem.of(
                                        404,
                                        "unknown-plan",
                                        "There is no such plan",
                                        "Known are "
                                                + points.plans().stream()
                                                        .map(one -> one.plan().name())
                                                        .toList()
                                                + "."));
    }

    private static Optional<Instant> moment(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw Problem.of(
                    400,
                    "not-a-time",
                    "Not a time",
                    "corruptedSince has to be an RFC 3339 time in UTC, such as"
                            + " 2026-03-01T12:00:00Z.");
        }
    }
}
