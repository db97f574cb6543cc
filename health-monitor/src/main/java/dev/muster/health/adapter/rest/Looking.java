package dev.muster.health.adapter.rest;

import dev.muster.health.app.HealthMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the plans are known and verdicts are being made. */
@Readiness
@ApplicationScoped
public class Looking implements HealthCheck {

    private final HealthMonitor monitor;

    @Inject
    public Looking(HealthMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("looking").status(monitor.ready()).build();
    }
}
