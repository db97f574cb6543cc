package dev.muster.backup.adapter.rest;

import dev.muster.backup.app.BackupService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready when decisions can be made here and all recovery points that were told are known. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {

    private final BackupService service;

    @Inject
    public Readiness(BackupService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("keeping ways back").status(service.ready()).build();
    }
}
