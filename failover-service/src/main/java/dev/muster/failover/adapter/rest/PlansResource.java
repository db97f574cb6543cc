package dev.muster.failover.adapter.rest;

import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.failover.adapter.rest.AutomationSwitch.Automation;
import dev.muster.failover.adapter.rest.AutomationSwitch.Release;
import dev.muster.failover.adapter.rest.AutomationSwitch.Wanted;
import dev.muster.failover.adapter.rest.Moves.MoveRequest;
import dev.muster.failover.adapter.rest.Views.BlockerView;
import dev.muster.failover.adapter.rest.Views.DecisionView;
import dev.muster.failover.adapter.rest.Views.PlanView;
import dev.muster.failover.adapter.rest.Views.ReadinessView;
import dev.muster.failover.app.Journal;
import dev.muster.failover.app.Preflight;
import dev.muster.plan.PlanId;
import dev.muster.service.Access;
import dev.muster.service.rest.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plans: what they are, where they are active, why they are not moved, and moving them. */
@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PlansResource {

    private final Journal journal;
    private final Moves moves;
    private final Preflight preflight;
    private final AutomationSwitch automation;

    @Inject
    public PlansResource(
            Journal journal, Moves moves, Preflight preflight, AutomationSwitch automation) {
        this.journal = journal;
        this.moves = moves;
        this.preflight = preflight;
        this.automation = automation;
    }

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
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response failover(
            @PathParam("plan") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable MoveRequest request,
            @Context SecurityContext caller) {
        return moves.begin(declared(name), key, request, Kind.FAILOVER, caller);
    }

    @POST
    @Path("{plan}/switchover")
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response switchover(
            @PathParam("plan") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable MoveRequest request,
            @Context SecurityContext caller) {
        return moves.begin(declared(name), key, request, Kind.SWITCHOVER, caller);
    }

    @GET
    @Path("{plan}/automation")
    public Automation automation(@PathParam("plan") String name) {
        return automation.state(name);
    }

    @PUT
    @Path("{plan}/automation")
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Consumes(MediaType.APPLICATION_JSON)
    public Automation setAutomation(
            @PathParam("plan") String name,
            @Nullable Wanted wanted,
            @Context SecurityContext caller) {
        return automation.set(declared(name).plan().name().value(), wanted, caller);
    }

    /** A plan of which a record could not be read waits; this takes it up again from now on. */
    @POST
    @Path("{plan}/release")
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Consumes(MediaType.APPLICATION_JSON)
    public Response release(
            @PathParam("plan") String name,
            @Nullable Release wanted,
            @Context SecurityContext caller) {
        return automation.release(declared(name).plan().name().value(), wanted, caller);
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
}
