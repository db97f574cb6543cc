package dev.muster.events;

import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.Credential;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.RecoveryPlan.DnsProvider;
import dev.muster.plan.RecoveryPlan.DnsRecord;
import dev.muster.plan.RecoveryPlan.Workload;
import dev.muster.plan.SiteId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a step does to the world; complete in itself, so that no executor has to look up a plan. */
public sealed interface StepAction {

    /** The services that carry actions out; all of them read the same commands. */
    enum Executor {
        FAILOVER_SERVICE,
        BACKUP_SERVICE
    }

    /** Who carries the action out; every other service leaves it alone. */
    default Executor executor() {
        return Executor.FAILOVER_SERVICE;
    }

    /** The server takes no more writes: read-only, and every session but Muster's own ended. */
    record FencePostgres(SiteId site, PostgresEndpoint endpoint) implements StepAction {}

    /** The server may take writes again; undoes a fence. */
    record ReleasePostgres(SiteId site, PostgresEndpoint endpoint) implements StepAction {}

    /** The standby has replayed everything up to the position at which its primary was fenced. */
    record DrainPostgres(SiteId site, PostgresEndpoint endpoint, String upTo)
            implements StepAction {}

    /** The standby becomes a primary that takes writes. */
    record PromotePostgres(SiteId site, PostgresEndpoint endpoint) implements StepAction {}

    /**
     * A server with the newest data that backups hold runs in the folder, reads only, and goes on
     * taking in what is still shipped, until it is promoted.
     *
     * @param protection the item of the plan that keeps the backups
     */
    record RestorePostgres(
            SiteId site,
            PostgresEndpoint endpoint,
            String protection,
            ObjectStore from,
            String directory)
            implements StepAction {
        @Override
        public Executor executor() {
            return Executor.BACKUP_SERVICE;
        }
    }

    /** The workload has that many replicas, all of them ready if so wanted. */
    record ScaleWorkload(
            SiteId site,
            Credential kubeconfig,
            String namespace,
            Workload workload,
            int replicas,
            boolean untilReady)
            implements StepAction {}

    /** The name answers with these addresses at its primary name server. */
    record RedirectTraffic(DnsProvider dns, DnsRecord record, List<String> targets)
            implements StepAction {
        public RedirectTraffic {
            targets = List.copyOf(targets);
        }
    }

    /** Every resolver answers with these addresses, and the application answers behind the name. */
    record VerifyTraffic(DnsRecord record, List<String> targets, List<String> resolvers, URI url)
            implements StepAction {
        public VerifyTraffic {
            targets = List.copyOf(targets);
            resolvers = List.copyOf(resolvers);
        }
    }

    /** The application answers at the given address. */
    record CheckHttp(URI url, Set<Integer> status, Optional<String> contains)
            implements StepAction {
        public CheckHttp {
            status = Set.copyOf(status);
        }
    }

    /** The query's first number is at least the given. */
    record CheckSql(PostgresEndpoint endpoint, String query, long atLeast) implements StepAction {}

    /** A person said that it may go on; asked for in the log, never commanded to an executor. */
    record AwaitPerson(String prompt) implements StepAction {}
}
