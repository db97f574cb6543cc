package dev.muster.failover.adapter.rest;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.ControlEvent.KeyReleased;
import dev.muster.failover.app.KillSwitch;
import dev.muster.service.Log;
import dev.muster.service.rest.LogPatience;
import dev.muster.service.rest.Problem;
import dev.muster.service.rest.Who;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pauses and resumes, for everything or for one plan, and takes up a plan that waits. */
@ApplicationScoped
public class AutomationSwitch {

    private final KillSwitch killSwitch;
    private final Log log;

    @Inject
    public AutomationSwitch(KillSwitch killSwitch, Log log) {
        this.killSwitch = killSwitch;
        this.log = log;
    }

    /** How the switch stands. */
    public record Automation(boolean paused, @Nullable String by, @Nullable String reason) {}

    /** How it should. */
    public record Wanted(@Nullable Boolean paused, @Nullable String by, @Nullable String reason) {}

    /** Why a plan is read again. */
    public record Release(@Nullable String by, @Nullable String reason) {}

    Automation state(String scope) {
        return killSwitch
                .pause(scope)
                .map(pause -> new Automation(true, pause.by(), pause.reason()))
                .orElse(new Automation(false, null, null));
    }

    Automation set(String scope, @Nullable Wanted wanted, SecurityContext caller) {
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

    Response release(String plan, @Nullable Release wanted, SecurityContext caller) {
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
}
