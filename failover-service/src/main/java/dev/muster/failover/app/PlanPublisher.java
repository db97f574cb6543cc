package dev.muster.failover.app;

import jakarta.enterprise.context.ApplicationScoped;

/** Placeholder body; see below. */
@ApplicationScoped
public class PlanPublisher implements AutoCloseable {
    void start() {}

    @Override
    public void close() {}
}
