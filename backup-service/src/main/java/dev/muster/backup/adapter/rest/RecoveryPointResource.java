package dev.muster.backup.adapter.rest;

import dev.muster.backup.adapter.rest.Views.PointView;
import dev.muster.backup.app.Points;
import dev.muster.backup.catalog.KnownPoint;
import dev.muster.events.BackupEvent.ObjectsRestoreRequested;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.ObjectsRestore;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One recovery point: what it holds, how far it is proven, and what can be done with it. */
@Path("/api/v1/recovery-points/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RecoveryPointResource {

    private final Points points;
    private final Wishes wishes;

    @Inject
    public RecoveryPointResource(Points points, Wishes wishes) {
        this.points = points;
        this.wishes = wishes;
    }

    /**
     * Somebody wants a point proven.
     *
     * @param level readable, restored or serving
     */
    public record Trial(
            @Nullable String level, @Nullable String reason, @Nullable String requestedBy) {}

    /**
     * Somebody wants data of the past beside what runs.
     *
     * @param to the last moment whose commits are wanted; the newest there is when absent
     * @param site where they shall be; the last of the plan when absent
     * @param directory a folder that is not there yet, on the machine of that site's backup-service
     * @param port where the restored server listens; any free one when absent
     */
    public record Restore(
            @Nullable String to,
            @Nullable String site,
            @Nullable String directory,
            @Nullable Integer port,
            @Nullable String reason,
            @Nullable String requestedBy) {}

    /**
     * Somebody wants Kubernetes objects of the past back.
     *
     * @param site where they shall be; the last of the plan when absent
     * @param namespaces into which other namespace the objects of one go
     * @param includedResources such as deployments.apps; all when absent
     * @param overwrite whether objects that are there are changed to what they were
     * @param volumes whether the data of volumes come along; they do when absent
     */
    public record Objects(
            @Nullable String site,
            @Nullable Map<String, String> namespaces,
            @Nullable Set<String> includedResources,
            @Nullable Set<String> excludedResources,
            @Nullable Boolean overwrite,
            @Nullable Boolean volumes,
            @Nullable String reason,
            @Nullable String requestedBy) {}

    /** Somebody wants a point, and its data, gone before its time. */
    public record Removal(@Nullable String reason, @Nullable String requestedBy) {}

    @GET
    public PointView one(@PathParam("id") String id) {
        var found = found(id);
        return PointView.of(found.plan().value(), found.known());
    }

    @POST
    @Path("verify")
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response verify(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Trial wish,
            @Context SecurityContext caller) {
        var found = found(id);
        var request = IdempotencyKey.of(key, "trial").id("verify/" + found.plan() + "/" + id);
        var level = level(wish == null ? null : wish.level());
        var event =
                new VerificationRequested(
                        found.plan(),
                        request,
                        found.known().point().id(),
                        level,
                        Wishes.reason(wish == null ? null : wish.reason()),
                        Who.is(caller, wish == null ? null : wish.requestedBy()),
                        Instant.now());
        return wishes.write(
                request,
                event,
                before ->
                        before instanceof VerificationRequested other
                                && other.level() == event.level()
                                && other.reason().equals(event.reason()));
    }

    @POST
    @Path("restore")
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response restore(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Restore wish,
            @Context SecurityContext caller) {
        var found = found(id);
        var request = IdempotencyKey.of(key, "restore").id("restore/" + found.plan() + "/" + id);
        var wanted = wish == null ? new Restore(null, null, null, null, null, null) : wish;
        var event =
                new RestoreRequested(
                        found.plan(),
                        request,
                        found.known().protection(),
                        moment(wanted.to(), found.known()),
                        site(wanted.site(), found.plan()),
                        directory(wanted.directory()),
                        wanted.port() == null ? 0 : wanted.port(),
                        Wishes.reason(wanted.reason()),
                        Who.is(caller, wanted.requestedBy()),
                        Instant.now());
        return wishes.write(
                request,
                event,
                before ->
                        before instanceof RestoreRequested other
                                && other.upTo().equals(event.upTo())
                                && other.site().equals(event.site())
                                && other.directory().equals(event.directory())
                                && other.reason().equals(event.reason()));
    }

    @POST
    @Path("restore-objects")
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response restoreObjects(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Objects wish,
            @Context SecurityContext caller) {
        var found = found(id);
        var request = IdempotencyKey.of(key, "objects").id("objects/" + found.plan() + "/" + id);
        var wanted =
                wish == null ? new Objects(null, null, null, null, null, null, null, null) : wish;
        var event =
                new ObjectsRestoreRequested(
                        found.plan(),
                        request,
                        found.known().protection(),
                        Optional.of(found.known().point().id()),
                        Optional.empty(),
                        site(wanted.site(), found.plan()),
                        new ObjectsRestore(
                                orElse(wanted.namespaces(), Map.of()),
                                orElse(wanted.includedResources(), Set.of()),
                                orElse(wanted.excludedResources(), Set.of()),
                                orElse(wanted.overwrite(), false),
                                orElse(wanted.volumes(), true)),
                        Wishes.reason(wanted.reason()),
                        Who.is(caller, wanted.requestedBy()),
                        Instant.now());
        return wishes.write(
                request,
                event,
                before ->
                        before instanceof ObjectsRestoreRequested other
                                && other.site().equals(event.site())
                                && other.how().equals(event.how())
                                && other.reason().equals(event.reason()));
    }

    @POST
    @Path("remove")
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response remove(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Removal wish,
            @Context SecurityContext caller) {
        var found = found(id);
        var request = IdempotencyKey.of(key, "removal").id("remove/" + found.plan() + "/" + id);
        var event =
                new RemovalRequested(
                        found.plan(),
                        request,
                        found.known().point().id(),
                        Wishes.reason(wish == null ? null : wish.reason()),
                        Who.is(caller, wish == null ? null : wish.requestedBy()),
                        Instant.now());
        return wishes.write(
                request,
                event,
                before ->
                        before instanceof RemovalRequested other
                                && other.reason().equals(event.reason()));
    }

    private static <T> T orElse(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    private record Found(PlanId plan, KnownPoint known) {}

    private Found found(String id) {
        var point = new RecoveryPointId(id);
        return points.owner(point)
                .flatMap(
                        plan ->
                                points.catalogue(plan)
                                        .point(point)
                                        .map(known -> new Found(plan, known)))
                .orElseThrow(
                        () ->
                                Problem.of(
                                        404,
                                        "unknown-recovery-point",
                                        "There is no such recovery point",
                                        "GET /api/v1/recovery-points lists them."));
    }

    private static Level level(@Nullable String text) {
        return Arrays.stream(Level.values())
                .filter(level -> level != Level.RECORDED)
                .filter(level -> Views.lower(level).equals(text == null ? "restored" : text))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.of(
                                        400,
                                        "unknown-level",
                                        "Not a level",
                                        "level has to be readable, restored or serving."));
    }

    /** Only a log leads further than the point itself. */
    private static Optional<Instant> moment(@Nullable String to, KnownPoint from) {
        if (from.point().log().isEmpty()) {
            return Optional.of(from.point().asOf());
        }
        if (to == null) {
            return Optional.empty();
        }
        try {
            var moment = Instant.parse(to);
            if (moment.isBefore(from.point().asOf())) {
                throw Problem.of(
                        400,
                        "too-early",
                        "This point is later than that",
                        "to has to be at or after "
                                + from.point().asOf()
                                + ", or name an older point.");
            }
            return Optional.of(moment);
        } catch (DateTimeParseException e) {
            throw Problem.of(
                    400,
                    "not-a-time",
                    "Not a time",
                    "to has to be an RFC 3339 time in UTC, such as 2026-03-01T12:00:00Z.");
        }
    }

    private SiteId site(@Nullable String given, PlanId plan) {
        var declared =
                points.plan(plan)
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                409,
                                                "plan-retired",
                                                "The plan is not declared any more",
                                                "Declare it again to restore its data."));
        var sites = declared.plan().sites().all();
        var wanted = given == null ? sites.getLast() : new SiteId(given);
        if (!sites.contains(wanted)) {
            throw Problem.of(
                    400,
                    "unknown-site",
                    "Not a site of this plan",
                    "site has to be one of " + sites + ".");
        }
        return wanted;
    }

    private static String directory(@Nullable String given) {
        if (given == null || !given.startsWith("/") || given.contains("/..")) {
            throw Problem.of(
                    400,
                    "no-directory",
                    "Where to?",
                    "directory has to be the absolute path of a folder that is not there yet, on the"
                            + " machine of that site's backup-service.");
        }
        return given;
    }
}
