package dev.muster.service.step;

import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.events.StepResult;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventCodec.Decoded;
import dev.muster.service.Log;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Carries out the commanded steps that are this service's own, and reports what it found; the same
 * command twice does no harm.
 */
@ApplicationScoped
public class StepExecutor {

    private static final Logger LOG = Logger.getLogger(StepExecutor.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration REPORT_LIMIT = Duration.ofSeconds(10);

    private final StepHandlers handlers;
    private final StepDuty duty;
    private final Log log;

    @Inject
    public StepExecutor(@Any Instance<StepHandler<?>> found, StepDuty duty, Log log) {
        this.handlers = new StepHandlers(duty.executor(), found);
        this.duty = duty;
        this.log = log;
    }

    @Incoming("step-commands")
    @RunOnVirtualThread
    public void on(ConsumerRecord<String, byte[]> message) throws InterruptedException {
        if (EventCodec.decode(message.key(), message.headers(), message.value())
                        instanceof Decoded.Known known
                && known.event() instanceof StepCommanded command
                && duty.reaches(command.action())) {
            carryOut(command);
        }
    }

    private void carryOut(StepCommanded command) throws InterruptedException {
        var context =
                new StepContext(
                        command.plan(),
                        command.epoch(),
                        StepContext.Deadline.in(command.deadline()),
                        () -> duty.allows(command.plan()),
                        heartbeat(command));
        var done = handlers.carryOut(command.action(), context);
        if (done.isPresent()) {
            tell(command, done.get());
        }
    }

    private void tell(StepCommanded command, StepResult result) {
        LOG.infof(
                "plan=%s step=%s attempt=%d epoch=%s %s: %s",
                command.plan(),
                command.step(),
                command.attempt(),
                command.epoch(),
                result.getClass().getSimpleName(),
                result.detail());
        report(command, result, command.attempt() + ":end");
    }

    /** At most one report of progress each second. */
    private Consumer<String> heartbeat(StepCommanded command) {
        var last = new AtomicLong(System.nanoTime());
        return detail -> {
            var now = System.nanoTime();
            var before = last.get();
            if (now - before >= HEARTBEAT.toNanos() && last.compareAndSet(before, now)) {
                report(command, new StepResult.InProgress(detail), command.attempt() + ":" + now);
            }
        };
    }

    private void report(StepCommanded command, StepResult result, String id) {
        log.writer()
                .writeAndWait(
                        new StepReported(
                                command.plan(),
                                command.execution(),
                                command.step(),
                                command.attempt(),
                                command.epoch(),
                                result,
                                Instant.now()),
                        command.execution() + ":" + command.step() + ":" + id,
                        REPORT_LIMIT);
    }
}
