package dev.muster.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What keeps a plan true between two disasters: the backups behind the standby, the rehearsals, and
 * what all of it may cost.
 *
 * @param secrets what must be fresh wherever the application may go; empty = nothing is watched
 */
public record Assurance(
        List<Protection> protection,
        List<Drill> drills,
        Optional<Budget> budget,
        Optional<List<SecretWatch>> secrets) {

    public Assurance {
        protection = List.copyOf(protection);
        drills = List.copyOf(drills);
        secrets = secrets.map(List::copyOf);
    }

    /** The secrets that are watched; none when nothing was said. */
    public List<SecretWatch> watched() {
        return secrets.orElse(List.of());
    }

    /** A plan that declares nothing of the kind. */
    public static Assurance none() {
        return new Assurance(List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /**
     * One way to come back when the standby is gone too, or the data are wrong.
     *
     * @param schedule when it is taken; engines with an interval of their own have none
     * @param verify how it is proven; never when absent
     */
    public record Protection(
            String name,
            Engine engine,
            Optional<Schedule> schedule,
            Optional<Verification> verify) {}

    /** What takes the backup. */
    public sealed interface Engine permits Engine.Velero, OwnEngine {

        /** How far up a point of it can be proven without a drill. */
        Level highest();

        /**
         * Kubernetes objects and volumes of namespaces, with Velero.
         *
         * @param ttl how long Velero keeps a backup
         * @param options what else was said; empty = nothing
         */
        record Velero(
                Set<String> namespaces,
                Duration ttl,
                boolean snapshotVolumes,
                Optional<VeleroOptions> options)
                implements Engine {
            public Velero {
                namespaces = Set.copyOf(namespaces);
            }

            /** Where Velero runs, at every site. */
            public String home() {
                return options.map(VeleroOptions::namespace)
                        .orElse(VeleroOptions.DEFAULT_NAMESPACE);
            }

            /** A copy that must not be reachable can serve nobody. */
            @Override
            public Level highest() {
                return Level.RESTORED;
            }
        }

        /**
         * Base backups of a data set, and its write-ahead log when any point in time must be
         * reachable.
         *
         * @param of the data set of the plan
         * @param restore where restored servers are laid down; empty = only in throw-away places
         */
        record PostgresqlBackup(
                String of,
                Duration baseEvery,
                boolean continuousWal,
                Duration retention,
                ObjectStore to,
                Optional<RestorePlaces> restore)
                implements OwnEngine {

            @Override
            public Duration every() {
                return baseEvery;
            }

            @Override
            public Level highest() {
                return Level.SERVING;
            }

            /** The folder for a restored server at a site, if there is one. */
            public Optional<String> directoryAt(SiteId site) {
                return restore.map(places -> places.directories().get(site));
            }
        }
    }

    /** The folder of a restored server, at each site that can take one. */
    public record RestorePlaces(Map<SiteId, String> directories) {
        public RestorePlaces {
            directories = Map.copyOf(directories);
        }
    }

    /** Where backups are kept: a bucket that speaks S3. */
    public record ObjectStore(
            String bucket,
            String region,
            Optional<java.net.URI> endpoint,
            Credential credentials) {}

    /** How often a recovery point is proven, and how far up the ladder. */
    public record Verification(Duration every, Level level) {}

    /** The ladder a recovery point climbs. */
    public enum Level {
        RECORDED,
        READABLE,
        RESTORED,
        SERVING;

        /** The next rung; the highest is its own. */
        public Level above() {
            return switch (this) {
                case RECORDED -> READABLE;
                case READABLE -> RESTORED;
                case RESTORED, SERVING -> SERVING;
            };
        }

        /** The rung before; the lowest is its own. */
        public Level below() {
            return switch (this) {
                case RECORDED, READABLE -> RECORDED;
                case RESTORED -> READABLE;
                case SERVING -> RESTORED;
            };
        }

        /** Whether whoever stands here has shown that rung too. */
        public boolean reaches(Level rung) {
            return compareTo(rung) >= 0;
        }
    }

    /**
     * A rehearsal on a schedule.
     *
     * @param unless Alertmanager matchers; while one of them fires, the drill waits for its next
     *     turn
     */
    public record Drill(String name, Kind kind, Schedule schedule, List<String> unless) {
        public Drill {
            unless = List.copyOf(unless);
        }

        /** What is rehearsed. */
        public enum Kind {
            RESTORE,
            FAILOVER,
            TABLETOP
        }
    }

    /** What a standstill costs and what the standby may cost; for planning only. */
    public record Budget(
            Optional<Money> downtimeCostPerHour, Optional<Money> standbyCostPerMonth) {}

    /** An amount in a currency named by its ISO 4217 code. */
    public record Money(BigDecimal amount, String currency) {}
}
