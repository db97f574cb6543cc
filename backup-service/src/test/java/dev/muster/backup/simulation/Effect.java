package dev.muster.backup.simulation;

import dev.muster.backup.simulation.World.Backup;
import dev.muster.events.BackupAction.RemovePostgres;
import dev.muster.events.BackupAction.RemoveVelero;
import dev.muster.events.BackupAction.RestorePostgres;
import dev.muster.events.BackupAction.RestoreVelero;
import dev.muster.events.BackupAction.TakePostgresBase;
import dev.muster.events.BackupAction.TakeVelero;
import dev.muster.events.BackupAction.VerifyPostgres;
import dev.muster.events.BackupAction.VerifyVelero;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.Assurance.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One kind of run against the world: look, act, read back. */
abstract class Effect {

    final World world;
    final RunCommanded command;
    final int site;

    Effect(World world, RunCommanded command) {
        this.world = world;
        this.command = command;
        this.site = Setup.SITES.indexOf(command.site());
    }

    /** The answer, if nothing is left to be done, or nothing can be. */
    abstract Optional<BackupResult> look();

    void act() {}

    /** What is there; nothing as long as somebody else still works on it. */
    abstract Optional<BackupResult> readBack();

    /** What somebody would say who takes the return of a call for its effect. */
    Optional<BackupResult> returned() {
        return readBack();
    }

    static Effect of(World world, RunCommanded command) {
        return switch (command.action()) {
            case TakePostgresBase take -> new Base(world, command, take);
            case TakeVelero _ -> new OnDemand(world, command);
            case VerifyPostgres trial -> new Trial(world, command, trial.point(), trial.level());
            case VerifyVelero trial -> new Trial(world, command, trial.point(), trial.level());
            case RestorePostgres restore ->
                    new Restore(world, command, restore.protection(), Optional.empty());
            case RestoreVelero restore ->
                    new Restore(
                            world,
                            command,
                            restore.point().protection(),
                            Optional.of(restore.point().id()));
            case RemovePostgres removal -> new Removal(world, command, removal.point().id());
            case RemoveVelero removal -> new Removal(world, command, removal.point().id());
            default -> throw new IllegalStateException("nobody here can do " + command.action());
        };
    }

    final Optional<BackupResult> silent() {
        return world.storeAnswers
                ? Optional.empty()
                : Optional.of(new Unavailable("the store does not answer"));
    }

    static Optional<BackupResult> failed(String reason) {
        return Optional.of(new Failed(List.of(reason)));
    }

    final Optional<BackupResult> taken(RecoveryPointId id) {
        return Optional.ofNullable(world.bucket.get(id)).map(found -> taken(found.point()));
    }

    private Taken taken(RecoveryPoint point) {
        world.oracle.read(point);
        return new Taken(point);
    }

    private static final class Base extends Effect {
        private final TakePostgresBase action;
        private final RecoveryPointId id;

        Base(World world, RunCommanded command, TakePostgresBase action) {
            super(world, command);
            this.action = action;
            this.id = new RecoveryPointId(command.run().value());
        }

        @Override
        Optional<BackupResult> look() {
            if (!world.storeAnswers || world.bucket.containsKey(id)) {
                return silent().or(() -> taken(id));
            }
            if (!world.sites[site].databaseAnswers) {
                return Optional.of(new Unavailable("the database does not answer"));
            }
            return world.sites[site].databaseRefuses
                    ? failed("the login is refused")
                    : Optional.empty();
        }

        @Override
        void act() {
            if (world.storeAnswers && world.sites[site].databaseAnswers) {
                world.base(command.run(), action.protection(), site);
            }
        }

        @Override
        Optional<BackupResult> readBack() {
            return silent().or(() -> taken(id)).or(() -> failed("the copy broke off"));
        }
    }

    private static final class OnDemand extends Effect {
        private final String name;

        OnDemand(World world, RunCommanded command) {
            super(world, command);
            name = command.run().value();
        }

        @Override
        Optional<BackupResult> look() {
            return world.sites[site].engineInstalled ? silent() : failed("Velero is not installed");
        }

        @Override
        void act() {
            if (!world.backups.containsKey(name)) {
                world.begin(name, site, Optional.of(command.run()));
            }
        }

        @Override
        Optional<BackupResult> readBack() {
            var backup = world.backups.get(name);
            if (backup == null) {
                return failed("somebody deleted the Backup");
            }
            return world.ended(backup) ? outcome(backup) : Optional.empty();
        }

        private Optional<BackupResult> outcome(Backup backup) {
            return taken(backup.id()).or(() -> failed("a hook failed"));
        }
    }

    private static final class Trial extends Effect {
        private final RecoveryPoint point;
        private final Level rung;

        Trial(World world, RunCommanded command, RecoveryPoint point, Level rung) {
            super(world, command);
            this.point = point;
            this.rung = rung;
        }

        @Override
        Optional<BackupResult> look() {
            return world.room ? silent() : failed("the disk is full: make room");
        }

        @Override
        Optional<BackupResult> readBack() {
            if (!world.storeAnswers) {
                return silent();
            }
            var found = world.bucket.get(point.id());
            var passed = found != null && found.holds(rung);
            world.oracle.tried(command.run(), point.id(), rung, passed);
            List<String> wrong = passed ? List.of() : List.of("not what it should be");
            return Optional.of(new Tried(passed, wrong, "", Duration.ofSeconds(3)));
        }
    }

    private static final class Restore extends Effect {
        private final String protection;
        private final Optional<RecoveryPointId> wanted;

        Restore(
                World world,
                RunCommanded command,
                String protection,
                Optional<RecoveryPointId> wanted) {
            super(world, command);
            this.protection = protection;
            this.wanted = wanted;
        }

        @Override
        Optional<BackupResult> look() {
            return silent();
        }

        @Override
        Optional<BackupResult> readBack() {
            return world.bucket.values().stream()
                    .map(World.Stored::point)
                    .filter(point -> point.protection().equals(protection))
                    .filter(point -> wanted.isEmpty() || wanted.get().equals(point.id()))
                    .findFirst()
                    .<BackupResult>map(
                            point ->
                                    new Restored(
                                            point.id(),
                                            Optional.of(point.asOf()),
                                            point.bytes(),
                                            "127.0.0.1:5433",
                                            Duration.ofSeconds(9)))
                    .or(() -> failed("there is nothing to restore from"));
        }
    }

    private static final class Removal extends Effect {
        private final RecoveryPointId id;

        Removal(World world, RunCommanded command, RecoveryPointId id) {
            super(world, command);
            this.id = id;
        }

        @Override
        Optional<BackupResult> look() {
            return silent();
        }

        @Override
        void act() {
            if (!world.storeLocks) {
                world.remove(id);
            }
        }

        @Override
        Optional<BackupResult> readBack() {
            if (world.bucket.containsKey(id)) {
                return failed("it is still there: the bucket may lock its objects");
            }
            world.oracle.foundGone(id);
            return Optional.of(new Removed("looked for and not found"));
        }

        @Override
        Optional<BackupResult> returned() {
            return Optional.of(new Removed("the call returned"));
        }
    }
}
