package dev.muster.failover.app;

import dev.muster.events.StepAction;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.events.StepResult;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventCodec.Decoded;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Carries out commanded steps and reports what it found; the same command twice does no harm. */
@ApplicationScoped
public class StepExecutor {

    private static final Logger LOG = Logger.getLogger(StepExecutor.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration REPORT_LIMIT = Duration.ofSeconds(10);

    private final Map<Class<?>, StepHandler<?>> handlers = new HashMap<>();
    private final KillSwitch killSwitch;
    private final Log log;

    @Inject
    public StepExecutor(@Any Instance<StepHandler<?>> found, KillSwitch killSwitch, Log log) {
        for (var handler : found) {
            handlers.put(handler.action(), handler);
        }
        this.killSwitch = killSwitch;
        this.log = log;
    }

    @Incoming("step-commands")
    @RunOnVirtualThread
    public void on(ConsumerRecord<String, byte[]> message) throws InterruptedException {
        if (EventCodec.decode(message.key(), message.headers(), message.value())
                        instanceof Decoded.Known known
                && known.event() instanceof StepCommanded command) {
            carryOut(command);
        }
    }

    private void carryOut(StepCommanded command) throws InterruptedException {
        var context =
                new StepContext(
                        command.plan(),
                        command.epoch(),
                        StepContext.Deadline.in(command.deadline()),
                        () -> killSwitch.allows(command.plan()),
                        heartbeat(command));
        var result = handle(command.action(), context);
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

    private StepResult handle(StepAction action, StepContext context) throws InterruptedException {
        var handler = handlers.get(action.getClass());
        if (handler == null) {
            return new StepResult.Rejected(
                    "this service cannot do " + action.getClass().getSimpleName());
        }
        try {
            return handle(handler, action, context);
        } catch (RuntimeException e) {
            LOG.errorf(e, "plan=%s a step failed in a way nobody foresaw", context.plan());
            return new StepResult.Unknown("unforeseen: " + e.getClass().getSimpleName());
        }
    }

    private static <A extends StepAction> StepResult handle(
            StepHandler<A> handler, StepAction action, StepContext context)
            throws InterruptedException {
        return handler.handle(handler.action().cast(action), context);
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
