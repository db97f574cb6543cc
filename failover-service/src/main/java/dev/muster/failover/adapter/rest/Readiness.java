package dev.muster.failover.adapter.rest;

import dev.muster.failover.app.FailoverConfig;
import dev.muster.failover.app.FailoverService;
import dev.muster.failover.app.Journal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready when decisions can be made here and the log has been read. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {

    private final FailoverConfig config;
    private final FailoverService service;
    private final Journal journal;

    @Inject
    public Readiness(FailoverConfig config, FailoverService service, Journal journal) {
        this.config = config;
        this.service = service;
        this.journal = journal;
    }

    @Override
    public HealthCheckResponse call() {
        var guard = config.failover().role() == FailoverConfig.Role.GUARD;
        return HealthCheckResponse.named("deciding")
                .withData("role", config.failover().role().name())
                .withData("machine", service.ready())
                .withData("journal", journal.caughtUp())
                .status(guard || (service.ready() && journal.caughtUp()))
                .build();
    }
}
