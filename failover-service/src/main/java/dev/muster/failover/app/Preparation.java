package dev.muster.failover.app;

import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.wire.Topics;
import dev.muster.failover.execution.StepPlanner;
import dev.muster.stream.LogReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Goes through every move that may become necessary as soon as its plan is known, without doing
 * anything: the first real step then finds its clients open, and a kubeconfig that does not work is
 * told on a quiet day. One at a time, since nothing waits for it.
 */
@ApplicationScoped
public class Preparation implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Preparation.class);

    private final Log log;
    private final StepExecutor executor;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("preparation").factory());
    private @Nullable LogReader reader;

    @Inject
    public Preparation(Log log, StepExecutor executor) {
        this.log = log;
        this.executor = executor;
    }

    void start() {
        reader =
                log.reader(
                        "preparation",
                        EnumSet.of(Topics.PLANS),
                        LogReader.From.BEGINNING,
                        (event, _, _) -> learn(event));
    }

    private void learn(DrEvent event) {
        if (event instanceof PlanDeclared declared) {
            thread.execute(() -> prepare(declared));
        }
    }

    private void prepare(PlanDeclared declared) {
        var sites = declared.plan().sites();
        for (var standby : sites.standbys()) {
            try {
                StepPlanner.plan(declared, Kind.FAILOVER, sites.primary(), standby)
                        .forEach(step -> executor.prepare(step.action()));
            } catch (RuntimeException e) {
                LOG.warnf(
                        "plan=%s a move to %s could not be prepared: %s",
                        declared.plan().name(), standby, e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        if (reader != null) {
            reader.close();
        }
    }
}
