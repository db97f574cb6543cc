package dev.muster.backup.app;

import dev.muster.events.BackupEvent;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.SecretWatch;
import dev.muster.plan.SiteId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** An engine that runs at a site by itself: it is told what is wanted, and listened to; a port. */
public interface SiteEngine {

    /**
     * All that is wanted of the engines of a site.
     *
     * @param orders every protection of every plan that names the site
     * @param plans all that are or were declared: what belongs to any other is left alone
     * @param secrets what each plan that may move to the site needs there
     */
    record Wanted(
            SiteId site,
            Credential kubeconfig,
            List<Order> orders,
            Set<PlanId> plans,
            List<Needed> secrets) {
        public Wanted {
            orders = List.copyOf(orders);
            plans = Set.copyOf(plans);
            secrets = List.copyOf(secrets);
        }
    }

    /**
     * The secrets that a plan needs at the site, which is not its active one.
     *
     * @param active the site at which they are as they should be
     * @param kubeconfig of the active site; empty where it has none
     */
    record Needed(
            PlanId plan,
            List<SecretWatch> secrets,
            SiteId active,
            Optional<Credential> kubeconfig) {
        public Needed {
            secrets = List.copyOf(secrets);
        }
    }

    /**
     * One protection at the site.
     *
     * @param active whether the site is the one whose data are backed up
     * @param points what is known already of this protection
     */
    record Order(PlanId plan, Protection protection, boolean active, List<RecoveryPoint> points) {
        public Order {
            points = List.copyOf(points);
        }
    }

    /** Looks once, makes what is there what is wanted, and tells what is new. */
    void look(Wanted wanted, Consumer<BackupEvent> news);
}
