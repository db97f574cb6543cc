package dev.muster.failover.adapter.rest;

import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.failover.adapter.rest.Views.BlockerView;
import dev.muster.failover.adapter.rest.Views.DecisionView;
import dev.muster.failover.adapter.rest.Views.PlanView;
import dev.muster.failover.adapter.rest.Views.ReadinessView;
import dev.muster.failover.app.Journal;
import dev.muster.failover.app.Log;
import dev.muster.failover.app.Preflight;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The plans: what they are, where they are active, why they are not moved, and moving them. */
@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PlansResource {

    private final Journal journal;
    private final Log log;
    private final RequestKeys keys;
    private final Preflight preflight;

    @Inject
    public PlansResource(Journal journal, Log log, RequestKeys keys, Preflight preflight) {
        this.journal = journal;
        this.log = log;
        this.keys = keys;
        this.preflight = preflight;
    }

    /** A person's wish to move. */
    public record MoveRequest(
            @Nullable String reason,
            @Nullable String requestedBy,
            @Nullable String to,
            @Nullable Boolean allowDataLoss) {}

    /** A list. */
    public record Items(List<PlanView> items) {}

    @GET
    public Items all() {
        return new Items(journal.plans().stream().map(d -> Views.plan(d, active(d))).toList());
    }

    @GET
    @Path("{plan}")
    public PlanView one(@PathParam("plan") String name) {
        var declared = declared(name);
        return Views.plan(declared, active(declared));
    }

    /** All blockers as they were last evaluated; none when there is no trouble. */
    @GET
    @Path("{plan}/decision")
    public DecisionView decision(@PathParam("plan") String name) {
        var declared = declared(name);
        var held = journal.held(declared.plan().name());
        return new DecisionView(
                name,
                active(declared),
                held.map(h -> Views.lower(h.verdict())).orElse("healthy"),
                held.map(h -> Views.lower(h.failureClass())).orElse("none"),
                held.map(h -> h.blockers().stream().map(BlockerView::of).toList())
                        .orElse(List.of()));
    }

    /** Whether each step of a move could be carried out now. */
    @GET
    @Path("{plan}/readiness")
    public ReadinessView readiness(@PathParam("plan") String name) {
        return ReadinessView.of(preflight.outlook(declared(name).plan().name()));
    }

    /** Where the application is; cheap to poll with If-None-Match. */
    @GET
    @Path("{plan}/active-site")
    public Response activeSite(
            @PathParam("plan") String name,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        var declared = declared(name);
        var epoch =
                journal.lastMove(declared.plan().name())
                        .map(move -> move.epoch().value())
                        .orElse(1L);
        var tag = new EntityTag("epoch-" + epoch);
        if (("\"" + tag.getValue() + "\"").equals(ifNoneMatch)) {
            return Response.notModified(tag).build();
        }
        return Response.ok(Map.of("site", active(declared), "epoch", epoch)).tag(tag).build();
    }

    @POST
    @Path("{plan}/failover")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response failover(
            @PathParam("plan") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable MoveRequest request) {
        return move(name, key, request, Kind.FAILOVER);
    }

    @POST
    @Path("{plan}/switchover")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response switchover(
            @PathParam("plan") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable MoveRequest request) {
        return move(name, key, request, Kind.SWITCHOVER);
    }

    private Response move(
            String name, @Nullable String key, @Nullable MoveRequest request, Kind kind) {
        var declared = declared(name);
        if (request == null || isBlank(request.reason()) || isBlank(request.requestedBy())) {
            throw Problem.of(
                    400,
                    "incomplete-request",
                    "Who, and why?",
                    "The body needs requestedBy and reason, for the record.");
        }
        var id = keys.take(key, kind + "/" + name, request.toString());
        var to = Optional.ofNullable(request.to()).map(SiteId::new);
        if (to.isPresent() && !declared.plan().sites().all().contains(to.get())) {
            throw Problem.of(
                    400,
                    "unknown-site",
                    "Not a site of this plan",
                    "to: " + to.get() + " is not one of " + declared.plan().sites().all() + ".");
        }
        var requestId = name + "-" + id;
        try {
            log.writer()
                    .writeAndWait(
                            new FailoverRequested(
                                    declared.plan().name(),
                                    requestId,
                                    kind,
                                    to,
                                    String.valueOf(request.reason()),
                                    String.valueOf(request.requestedBy()),
                                    Boolean.TRUE.equals(request.allowDataLoss()),
                                    Instant.now()),
                            requestId,
                            LogPatience.LIMIT);
        } catch (RuntimeException e) {
            throw LogPatience.unavailable();
        }
        return Response.accepted(Map.of("execution", requestId))
                .location(URI.create("/api/v1/executions/" + requestId))
                .build();
    }

    private PlanDeclared declared(String name) {
        try {
            return journal.plan(new PlanId(name)).orElseThrow(() -> unknown(name));
        } catch (IllegalArgumentException e) {
            throw unknown(name);
        }
    }

    private static RuntimeException unknown(String name) {
        return Problem.of(
                404,
                "unknown-plan",
                "No such plan",
                "No plan is declared under the name " + name + ".");
    }

    private String active(PlanDeclared declared) {
        return journal.active(declared).value();
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
