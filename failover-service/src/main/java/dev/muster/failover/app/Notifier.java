package dev.muster.failover.app;

import dev.muster.failover.announcement.Announcement;
import dev.muster.plan.RecoveryPlan.Notification;
import org.jspecify.annotations.Nullable;

/** Tells one receiver. */
public interface Notifier {

    /**
     * Tells the receiver once.
     *
     * @param id the same for every repetition, so that the receiver can drop them
     * @return what went wrong, in words without secrets; null when the receiver took it
     */
    @Nullable String tell(Notification receiver, Announcement announcement, String id)
            throws InterruptedException;
}
