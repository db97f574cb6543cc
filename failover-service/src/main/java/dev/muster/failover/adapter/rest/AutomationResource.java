package dev.muster.failover.adapter.rest;

import dev.muster.events.ControlEvent;
import dev.muster.failover.adapter.rest.AutomationSwitch.Automation;
import dev.muster.failover.adapter.rest.AutomationSwitch.Wanted;
import dev.muster.service.Access;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** The switch with which people stop and start automation for everything. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AutomationResource {

    private final AutomationSwitch automation;

    @Inject
    public AutomationResource(AutomationSwitch automation) {
        this.automation = automation;
    }

    @GET
    @Path("automation")
    public Automation global() {
        return automation.state(ControlEvent.EVERYTHING);
    }

    @PUT
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Path("automation")
    @Consumes(MediaType.APPLICATION_JSON)
    public Automation setGlobal(@Nullable Wanted wanted, @Context SecurityContext caller) {
        return automation.set(ControlEvent.EVERYTHING, wanted, caller);
    }
}
