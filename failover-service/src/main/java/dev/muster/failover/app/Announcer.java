package dev.muster.failover.app;

import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventCodec.Decoded;
import dev.muster.failover.announcement.Announcement;
import dev.muster.plan.RecoveryPlan.Notification;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Tells the plan's receivers what the failover log says, at least once each. A receiver that does
 * not answer is tried again for half a minute and then given up, since news that come later
 * mislead; no move ever waits for one.
 */
@ApplicationScoped
public class Announcer {

    private static final Logger LOG = Logger.getLogger(Announcer.class);

    /** What was said longer ago is no news: a new instance reads the log from its beginning. */
    private static final Duration NEWS = Duration.ofHours(1);

    /** Many reasons to hold back go away within a moment, and nobody has to be woken for those. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Journal journal;
    private final Notifier notifier;
    private final MeterRegistry registry;

    @Inject
    public Announcer(Journal journal, Notifier notifier, MeterRegistry registry) {
        this.journal = journal;
        this.notifier = notifier;
        this.registry = registry;
    }

    @Incoming("announcements")
    @RunOnVirtualThread
    public void on(ConsumerRecord<String, byte[]> message) throws InterruptedException {
        if (Instant.ofEpochMilli(message.timestamp()).isAfter(Instant.now().minus(NEWS))
                && EventCodec.decode(message.key(), message.headers(), message.value())
                        instanceof Decoded.Known known
                && known.event() instanceof FailoverEvent event) {
            announce(event, known.id());
        }
    }

    private void announce(FailoverEvent event, String id) throws InterruptedException {
        if (event instanceof FailoverHeld held && !stillStands(held)) {
            return;
        }
        var plan = journal.plan(event.plan());
        if (plan.isEmpty()) {
            return;
        }
        var announcement = Announcement.of(event, plan.get().plan());
        if (announcement.isPresent()) {
            for (var receiver : plan.get().plan().notifications()) {
                if (receiver.on().contains(announcement.get().moment())) {
                    tell(receiver, announcement.get(), id, event.plan().value());
                }
            }
        }
    }

    private boolean stillStands(FailoverHeld held) throws InterruptedException {
        Thread.sleep(SETTLED);
        return journal.held(held.plan()).filter(held::equals).isPresent();
    }

    private void tell(Notification receiver, Announcement announcement, String id, String plan)
            throws InterruptedException {
        var pause = FIRST_PAUSE;
        for (var attempt = 1; ; attempt++) {
            var trouble = notifier.tell(receiver, announcement, id);
            if (trouble == null || attempt == ATTEMPTS) {
                registry.counter(
                                "muster.notifications",
                                "plan",
                                plan,
                                "moment",
                                announcement.moment().name().toLowerCase(Locale.ROOT),
                                "outcome",
                                trouble == null ? "told" : "given_up")
                        .increment();
                if (trouble != null) {
                    LOG.errorf(
                            "plan=%s moment=%s nobody was told, after %d attempts: %s",
                            plan, announcement.moment(), attempt, trouble);
                }
                return;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }
}
