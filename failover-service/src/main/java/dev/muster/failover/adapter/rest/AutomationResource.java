package dev.muster.failover.adapter.rest;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.ControlEvent.KeyReleased;
import dev.muster.failover.app.Access;
import dev.muster.failover.app.KillSwitch;
import dev.muster.failover.app.Log;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The switch with which people stop and start automation, for everything or for one plan. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AutomationResource {

    private final KillSwitch killSwitch;
    private final Log log;

    @Inject
    public AutomationResource(KillSwitch killSwitch, Log log) {
        this.killSwitch = killSwitch;
        this.log = log;
    }

    /** How the switch stands. */
    public record Automation(boolean paused, @Nullable String by, @Nullable String reason) {}

    /** How it should. */
    public record Wanted(@Nullable Boolean paused, @Nullable String by, @Nullable String reason) {}

    @GET
    @Path("automation")
    public Automation global() {
        return state(ControlEvent.EVERYTHING);
    }

    @PUT
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Path("automation")
    @Consumes(MediaType.APPLICATION_JSON)
    public Automation setGlobal(@Nullable Wanted wanted, @Context SecurityContext caller) {
        return set(ControlEvent.EVERYTHING, wanted, caller);
    }

    @GET
    @Path("plans/{plan}/automation")
    public Automation ofPlan(@PathParam("plan") String plan) {
        return state(plan);
    }

    @PUT
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Path("plans/{plan}/automation")
    @Consumes(MediaType.APPLICATION_JSON)
    public Automation setOfPlan(
            @PathParam("plan") String plan,
            @Nullable Wanted wanted,
            @Context SecurityContext caller) {
        return set(plan, wanted, caller);
    }

    /** Why a plan is read again. */
    public record Release(@Nullable String by, @Nullable String reason) {}

    /** A plan of which a record could not be read waits; this takes it up again from now on. */
    @POST
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Path("plans/{plan}/release")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response release(
            @PathParam("plan") String plan,
            @Nullable Release wanted,
            @Context SecurityContext caller) {
        if (wanted == null || wanted.reason() == null || wanted.reason().isBlank()) {
            throw Problem.of(400, "incomplete-request", "Why?", "The body needs reason.");
        }
        write(new KeyReleased(plan, Who.is(caller, wanted.by()), wanted.reason(), Instant.now()));
        return Response.accepted(Map.of("recorded", true)).build();
    }

    private void write(ControlEvent event) {
        try {
            log.writer().writeAndWait(event, UUID.randomUUID().toString(), LogPatience.LIMIT);
        } catch (RuntimeException e) {
            throw LogPatience.unavailable();
        }
    }

    private Automation state(String scope) {
        return killSwitch
                .pause(scope)
                .map(pause -> new Automation(true, pause.by(), pause.reason()))
                .orElse(new Automation(false, null, null));
    }

    private Automation set(String scope, @Nullable Wanted wanted, SecurityContext caller) {
        if (wanted == null
                || wanted.paused() == null
                || wanted.reason() == null
                || wanted.reason().isBlank()) {
            throw Problem.of(
                    400,
                    "incomplete-request",
                    "Paused or not, and why?",
                    "The body needs paused (true or false) and reason.");
        }
        var by = Who.is(caller, wanted.by());
        var event =
                wanted.paused()
                        ? new AutomationPaused(scope, by, wanted.reason(), Instant.now())
                        : new AutomationResumed(scope, by, wanted.reason(), Instant.now());
        write(event);
        return new Automation(wanted.paused(), by, wanted.reason());
    }
}
