package dev.muster.backup.adapter.rest;

import dev.muster.backup.adapter.rest.Views.PointView;
import dev.muster.backup.app.Points;
import dev.muster.backup.catalog.KnownPoint;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.VerificationRequested;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The recovery points of all engines: what they hold, how far they are proven, and using them. */
@Path("/api/v1/recovery-points")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RecoveryPointsResource {

    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final Points points;
    private final Wishes wishes;

    @Inject
    public RecoveryPointsResource(Points points, Wishes wishes) {
        this.points = points;
        this.wishes = wishes;
    }

    /**
     * A page.
     *
     * @param nextCursor of the next page; absent on the last
     */
    public record Page(List<PointView> items, @Nullable String nextCursor) {}

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
     * @param site where they shall be; the first standby when absent
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

    /** Newest first, of one plan or of all. */
    @GET
    public Page all(
            @QueryParam("plan") @Nullable String plan,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        var page = limit == null ? DEFAULT_PAGE : limit;
        if (page < 1 || page > LARGEST_PAGE) {
            throw Problem.of(
                    400, "bad-limit", "Not a page", "limit has to be 1 to " + LARGEST_PAGE + ".");
        }
        var all = new ArrayList<PointView>();
        for (var declared : points.knownPlans()) {
            if (plan == null || declared.value().equals(plan)) {
                points.catalogue(declared).points().stream()
                        .map(known -> PointView.of(declared.value(), known))
                        .forEach(all::add);
            }
        }
        all.sort((one, other) -> order(other).compareTo(order(one)));
        var rest =
                all.stream()
                        .filter(view -> cursor == null || order(view).compareTo(cursor) < 0)
                        .toList();
        var items = rest.subList(0, Math.min(page, rest.size()));
        return new Page(items, rest.size() > page ? order(items.getLast()) : null);
    }

    /** Sorts by moment, then by name; also the cursor. */
    private static String order(PointView view) {
        return view.asOf() + "~" + view.id();
    }

    @GET
    @Path("{id}")
    public PointView one(@PathParam("id") String id) {
        var found = found(id);
        return PointView.of(found.plan().value(), found.known());
    }

    @POST
    @Path("{id}/verify")
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
    @Path("{id}/restore")
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

    private static Optional<Instant> moment(@Nullable String to, KnownPoint from) {
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
