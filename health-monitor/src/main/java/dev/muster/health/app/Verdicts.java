package dev.muster.health.app;

import dev.muster.events.DrEvent;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The last verdicts as this instance has read them, whoever assessed, and how they changed. */
@ApplicationScoped
public class Verdicts {

    private static final int CHANGES_KEPT = 200;

    private record Key(PlanId plan, SiteId site) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            var byPlan = plan.compareTo(other.plan);
            return byPlan != 0 ? byPlan : site.compareTo(other.site);
        }
    }

    private final TreeMap<Key, HealthAssessed> last = new TreeMap<>();
    private final Deque<HealthAssessed> changes = new ArrayDeque<>();
    private final List<Consumer<HealthAssessed>> listeners = new CopyOnWriteArrayList<>();
    private final Meters meters;

    @Inject
    public Verdicts(Meters meters) {
        this.meters = meters;
    }

    void on(DrEvent event) {
        if (event instanceof HealthAssessed health) {
            keep(health);
            meters.assessed(health);
            listeners.forEach(listener -> listener.accept(health));
        }
    }

    private synchronized void keep(HealthAssessed health) {
        var before = last.put(new Key(health.plan(), health.site()), health);
        if (before == null
                || before.verdict() != health.verdict()
                || before.failureClass() != health.failureClass()) {
            changes.addLast(health);
            if (changes.size() > CHANGES_KEPT) {
                changes.removeFirst();
            }
        }
    }

    public synchronized List<HealthAssessed> all() {
        return List.copyOf(last.values());
    }

    /** Verdicts at the moments at which they changed, oldest first. */
    public synchronized List<HealthAssessed> history() {
        return new ArrayList<>(changes);
    }

    /** Is told every verdict from now on; the returned action ends that. */
    public Runnable listen(Consumer<HealthAssessed> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
