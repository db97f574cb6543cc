package dev.muster.plan;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has to be back, how soon, with how little lost, and how: one application's recovery plan.
 */
public record RecoveryPlan(
        PlanId name,
        String description,
        String owner,
        Criticality criticality,
        Objectives objectives,
        Strategy strategy,
        Sites sites,
        List<Application> applications,
        List<DataSet> data,
        List<Traffic> traffic,
        Detection detection,
        Failover failover,
        List<Check> checks,
        Set<PlanId> dependsOn,
        List<Notification> notifications,
        Assurance assurance) {

    public RecoveryPlan {
        applications = List.copyOf(applications);
        data = List.copyOf(data);
        traffic = List.copyOf(traffic);
        checks = List.copyOf(checks);
        dependsOn = Set.copyOf(dependsOn);
        notifications = List.copyOf(notifications);
    }

    /** A plan without backups, rehearsals and costs of its own. */
    public RecoveryPlan(
            PlanId name,
            String description,
            String owner,
            Criticality criticality,
            Objectives objectives,
            Strategy strategy,
            Sites sites,
            List<Application> applications,
            List<DataSet> data,
            List<Traffic> traffic,
            Detection detection,
            Failover failover,
            List<Check> checks,
            Set<PlanId> dependsOn,
            List<Notification> notifications) {
        this(
                name,
                description,
                owner,
                criticality,
                objectives,
                strategy,
                sites,
                applications,
                data,
                traffic,
                detection,
                failover,
                checks,
                dependsOn,
                notifications,
                Assurance.none());
    }

    /** The order in an evacuation and the severity of notifications; P0 comes first. */
    public enum Criticality {
        P0,
        P1,
        P2
    }

    /** How soon it must be back ({@code rto}) and how much may be lost ({@code rpo}). */
    public record Objectives(Duration rto, Duration rpo) {}

    /** How much of the standby is kept ready before a disaster. */
    public enum Strategy {
        BACKUP_RESTORE,
        PILOT_LIGHT,
        WARM_STANDBY,
        HOT_STANDBY;

        /**
         * The cheapest strategy that can keep the objectives: hot standby up to an RTO of 5
         * minutes, warm standby up to 30 minutes, pilot light up to 4 hours or for an RPO below 1
         * hour (which backups cannot keep), backup and restore beyond that.
         */
        public static Strategy fitting(Objectives objectives) {
            if (objectives.rto().compareTo(Duration.ofMinutes(5)) <= 0) {
                return HOT_STANDBY;
            }
            if (objectives.rto().compareTo(Duration.ofMinutes(30)) <= 0) {
                return WARM_STANDBY;
            }
            return objectives.rto().compareTo(Duration.ofHours(4)) <= 0
                            || objectives.rpo().compareTo(Duration.ofHours(1)) < 0
                    ? PILOT_LIGHT
                    : BACKUP_RESTORE;
        }
    }

    /** Where the application runs when nothing is wrong, and where else it could. */
    public record Sites(SiteId primary, List<SiteId> standbys) {
        public Sites {
            standbys = List.copyOf(standbys);
        }

        public List<SiteId> all() {
            var all = new ArrayList<SiteId>();
            all.add(primary);
            all.addAll(standbys);
            return List.copyOf(all);
        }
    }

    /** A workload that runs with more replicas where it is active than where it is passive. */
    public record Application(String namespace, Workload workload, Replicas replicas) {}

    /** A scalable Kubernetes object. */
    public record Workload(Kind kind, String name) {
        /** The kinds whose scale Muster may change. */
        public enum Kind {
            DEPLOYMENT,
            STATEFULSET
        }

        @Override
        public String toString() {
            return kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + name;
        }
    }

    /** Numbers of pods; {@code passive} 0 is a pilot light. */
    public record Replicas(int active, int passive) {}

    /** Data that must not be lost, replicated between the sites. */
    public record DataSet(String name, Map<SiteId, PostgresEndpoint> postgresql) {
        public DataSet {
            postgresql = Map.copyOf(postgresql);
        }
    }

    /**
     * One name by which users reach the application.
     *
     * @param url where users knock; verification from outside asks here
     * @param resolvers host or host:port of the resolvers at which convergence is measured
     */
    public record Traffic(
            String name,
            DnsProvider dns,
            DnsRecord record,
            URI url,
            Map<SiteId, List<String>> targets,
            List<String> resolvers) {
        public Traffic {
            targets = Map.copyOf(targets);
            resolvers = List.copyOf(resolvers);
        }
    }

    /** A primary name server that takes dynamic updates (RFC 2136) signed with TSIG (RFC 8945). */
    public record DnsProvider(String server, String zone, Credential tsig) {}

    /** The DNS record that names the active site. */
    public record DnsRecord(String name, String type, Duration ttl) {}

    /**
     * How a loss is noticed.
     *
     * @param vantages who looks; automatic failover needs at least three
     * @param quorum how many of them must see the same
     * @param tolerance how long the site must be lost before it counts
     */
    public record Detection(
            List<Probe> probes,
            List<VantageId> vantages,
            int quorum,
            Duration tolerance,
            List<AlertHint> alerts) {
        public Detection {
            probes = List.copyOf(probes);
            vantages = List.copyOf(vantages);
            alerts = List.copyOf(alerts);
        }
    }

    /**
     * Alertmanager matchers that must all hold, such as {@code cluster="west"}; hints only.
     *
     * @param site the site that such an alert speaks of; the primary when the plan does not say
     */
    public record AlertHint(List<String> matchers, SiteId site) {
        public AlertHint {
            matchers = List.copyOf(matchers);
        }
    }

    /** Who decides that a move begins. */
    public enum Mode {
        OBSERVE,
        MANUAL,
        APPROVAL,
        AUTOMATIC
    }

    /**
     * How a move is allowed and carried out.
     *
     * @param approvals how many different people must approve in mode {@code APPROVAL}
     * @param maxDataLoss more than this is never accepted without a person
     * @param cooldown after a move began, none begins by itself for this long
     * @param lease the old site stops itself after this long without contact; empty = no time fence
     * @param steps empty = the strategy's own graph
     */
    public record Failover(
            Mode mode,
            int approvals,
            Duration maxDataLoss,
            Duration cooldown,
            List<Freeze> freeze,
            Optional<Duration> lease,
            List<Step> steps) {
        public Failover {
            freeze = List.copyOf(freeze);
            steps = List.copyOf(steps);
        }
    }

    /**
     * A window in which no move begins by itself: five-field cron for its start, and its length.
     */
    public record Freeze(String cron, Duration length, String timeZone) {

        /** Whether the window is open at the given instant. */
        public boolean covers(Instant at) {
            return FreezeWindow.of(this).covers(at);
        }
    }

    /**
     * What the user adds to the strategy's own steps: order and a time limit for one of them, or a
     * step of a new name at which the move waits for a person.
     *
     * @param awaitPerson what the person is asked; empty for one of the strategy's own steps
     */
    public record Step(
            String name,
            Set<String> after,
            Optional<Duration> timeout,
            Optional<String> awaitPerson) {
        public Step {
            after = Set.copyOf(after);
        }
    }

    /** Whether the application is really back, asked after a move, a restore or a drill. */
    public sealed interface Check {
        String name();

        /** Asked of every target of the traffic at the active site, then through DNS. */
        record Http(String name, String path, Set<Integer> status, Optional<String> contains)
                implements Check {
            public Http {
                status = Set.copyOf(status);
            }
        }

        /**
         * Asked of a data set at the active site; the first column of the first row is a number.
         */
        record Sql(String name, String of, String query, long atLeast) implements Check {}
    }

    /** The moments of a move that people may be told about. */
    public enum Moment {
        DECIDED,
        HELD,
        COMPLETED,
        FAILED
    }

    /** Who is told, and of what. */
    public record Notification(URI webhook, Optional<Credential> credentials, Set<Moment> on) {
        public Notification {
            on = Set.copyOf(on);
        }
    }
}
