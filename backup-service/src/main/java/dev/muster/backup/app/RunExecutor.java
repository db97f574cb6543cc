package dev.muster.backup.app;

import dev.muster.events.BackupAction;
import dev.muster.events.BackupAction.Take;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RunId;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventCodec.Decoded;
import dev.muster.service.Log;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Carries out the runs of this site, each in a thread of its own, with signs of life; the same
 * command twice joins the run that is under way.
 */
@ApplicationScoped
public class RunExecutor {

    private static final Logger LOG = Logger.getLogger(RunExecutor.class);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(3);
    private static final Duration REPORT_LIMIT = Duration.ofSeconds(10);
    private static final int AT_ONCE = 4;

    private final Map<Class<?>, RunHandler<?>> handlers = new HashMap<>();
    private final Map<RunId, Job> jobs = new ConcurrentHashMap<>();
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final Optional<String> site;
    private final Plans plans;
    private final Log log;

    @Inject
    public RunExecutor(
            @Any Instance<RunHandler<?>> found, BackupConfig config, Plans plans, Log log) {
        for (var handler : found) {
            handlers.put(handler.action(), handler);
        }
        this.site = config.site();
        this.plans = plans;
        this.log = log;
    }

    /** A run under way in this process. */
    private static final class Job {
        volatile RunCommanded command;
        volatile Underway seen = new Underway("waits for its turn", Optional.empty());

        Job(RunCommanded command) {
            this.command = command;
        }
    }

    @Incoming("backup-commands")
    public void on(ConsumerRecord<String, byte[]> message) {
        if (EventCodec.decode(message.key(), message.headers(), message.value())
                        instanceof Decoded.Known known
                && known.event() instanceof RunCommanded command
                && site.filter(command.site().value()::equals).isPresent()) {
            begin(command);
        }
    }

    private void begin(RunCommanded command) {
        jobs.compute(
                command.run(),
                (id, running) -> {
                    if (running != null) {
                        running.command = command;
                        return running;
                    }
                    var job = new Job(command);
                    Thread.ofVirtual().name("run-" + id).start(() -> live(job));
                    return job;
                });
    }

    private void live(Job job) {
        var pulse = Thread.ofVirtual().start(() -> beat(job));
        try {
            slots.acquire();
            try {
                var result = carryOut(job);
                tell(job.command, result);
            } finally {
                slots.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pulse.interrupt();
            jobs.remove(job.command.run());
        }
    }

    private void beat(Job job) {
        try {
            while (true) {
                Thread.sleep(SIGN_OF_LIFE);
                report(job.command, job.seen);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BackupResult carryOut(Job job) throws InterruptedException {
        var command = job.command;
        var handler = handlers.get(command.action().getClass());
        if (handler == null) {
            return new Failed(
                    java.util.List.of(
                            "this service cannot do "
                                    + command.action().getClass().getSimpleName()));
        }
        if (command.action() instanceof Take && !plans.isActiveHere(command.plan())) {
            return new Unavailable(
                    "backups of " + command.plan() + " are not taken here, as far as is known");
        }
        try {
            return carryOut(
                    handler,
                    command.action(),
                    new RunContext(command.plan(), command.run(), seen -> job.seen = seen));
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "plan=%s run=%s failed in a way nobody foresaw",
                    command.plan(),
                    command.run());
            return new Failed(java.util.List.of("unforeseen: " + e));
        }
    }

    private static <A extends BackupAction> BackupResult carryOut(
            RunHandler<A> handler, BackupAction action, RunContext context)
            throws InterruptedException {
        return handler.carryOut(handler.action().cast(action), context);
    }

    private void tell(RunCommanded command, BackupResult result) {
        LOG.infof(
                "plan=%s run=%s attempt=%d %s: %s",
                command.plan(),
                command.run(),
                command.attempt(),
                command.action().getClass().getSimpleName(),
                result);
        report(command, result);
    }

    private void report(RunCommanded command, BackupResult result) {
        try {
            log.writer()
                    .writeAndWait(
                            new RunReported(
                                    command.plan(),
                                    command.run(),
                                    command.attempt(),
                                    result,
                                    Instant.now()),
                            command.run() + ":" + command.attempt() + ":" + System.nanoTime(),
                            REPORT_LIMIT);
        } catch (RuntimeException e) {
            // The run is commanded again, and whoever carries it out then looks first.
            LOG.warnf("run=%s could not be reported: %s", command.run(), e.getMessage());
        }
    }

    @PreDestroy
    void stop() {
        jobs.clear();
    }
}
