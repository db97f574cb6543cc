package dev.muster.failover.adapter.rest;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.failover.app.KillSwitch;
import dev.muster.failover.app.Log;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
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

    /** How the switch stands, or should. */
    public record Automation(
            @Nullable Boolean paused, @Nullable String by, @Nullable String reason) {}

    @GET
    @Path("automation")
    public Automation global() {
        return state(ControlEvent.EVERYTHING);
    }

    @PUT
    @Path("automation")
    @Consumes(MediaType.APPLICATION_JSON)
    public Automation setGlobal(@Nullable Automation wanted) {
        return set(ControlEvent.EVERYTHING, wanted);
    }

    @GET
    @Path("plans/{plan}/automation")
    public Automation ofPlan(@PathParam("plan") String plan) {
        return state(plan);
    }

    @PUT
    @Path("plans/{plan}/automation")
    @Consumes(MediaType.APPLICATION_JSON)
    public Automation setOfPlan(@PathParam("plan") String plan, @Nullable Automation wanted) {
        return set(plan, wanted);
    }

    private Automation state(String scope) {
        return killSwitch
                .pause(scope)
                .map(pause -> new Automation(true, pause.by(), pause.reason()))
                .orElse(new Automation(false, null, null));
    }

    private Automation set(String scope, @Nullable Automation wanted) {
        if (wanted == null
                || wanted.paused() == null
                || wanted.by() == null
                || wanted.by().isBlank()
                || wanted.reason() == null
                || wanted.reason().isBlank()) {
            throw Problem.of(
                    400,
                    "incomplete-request",
                    "Paused or not, who, and why?",
                    "The body needs paused (true or false), by and reason.");
        }
        var event =
                wanted.paused()
                        ? new AutomationPaused(scope, wanted.by(), wanted.reason(), Instant.now())
                        : new AutomationResumed(scope, wanted.by(), wanted.reason(), Instant.now());
        try {
            log.writer().writeAndWait(event, UUID.randomUUID().toString(), LogPatience.LIMIT);
        } catch (RuntimeException e) {
            throw LogPatience.unavailable();
        }
        return wanted;
    }
}
