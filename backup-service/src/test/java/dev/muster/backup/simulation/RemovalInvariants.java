package dev.muster.backup.simulation;

import dev.muster.backup.protection.Run.Purpose;
import dev.muster.events.BackupAction;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.DrEvent;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import java.time.Instant;
import java.util.Optional;

/** What must stay stays. */
final class RemovalInvariants {

    private static final int LEAST_KEPT = 2;

    private RemovalInvariants() {}

    /** Why retention must not let a point go; empty when it may. */
    private static String floor(RecoveryPointId id, Books books, Instant now) {
        var known = books.points.get(id);
        if (known == null) {
            return "";
        }
        var protection = known.point().protection();
        var all = books.of(protection);
        if (books.newestProven(protection).filter(known::equals).isPresent()) {
            return "it is the newest that is proven";
        }
        if (all.indexOf(known) >= all.size() - LEAST_KEPT) {
            return "it is one of the newest";
        }
        var retention =
                books.protection(protection)
                        .map(one -> one.engine())
                        .filter(PostgresqlBackup.class::isInstance)
                        .map(engine -> ((PostgresqlBackup) engine).retention());
        var next = all.get(all.indexOf(known) + 1).point().asOf();
        return retention.filter(length -> next.isAfter(now.minus(length))).isPresent()
                ? "a moment within the retention needs it"
                : "";
    }

    static boolean mayGo(BackupAction action, Oracle oracle, Instant now) {
        return !now.isBefore(oracle.books.restUntil)
                && Acts.removes(action)
                        .filter(id -> floor(id, oracle.books, now).isEmpty())
                        .isPresent();
    }

    private static Optional<RecoveryPointId> expires(RunCommanded command, Decision decision) {
        var run = decision.after().runs().get(command.run());
        return run != null && run.purpose() == Purpose.EXPIRY
                ? Acts.removes(command.action())
                : Optional.empty();
    }

    static final class Floor extends Invariant {
        Floor() {
            super(
                    "P6 Floor",
                    "retention lets go neither the newest proven point, nor the newest two, nor"
                            + " what a moment within it needs");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof RunCommanded command) {
                expires(command, decision)
                        .ifPresent(
                                id -> {
                                    var why = floor(id, oracle.books, decision.now());
                                    hold(why.isEmpty(), id, ": ", why);
                                });
            }
        }
    }

    static final class RestAfterJump extends Invariant {
        RestAfterJump() {
            super("P7 Rest", "retention lets nothing go for an hour after the clock jumped");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof RunCommanded command) {
                hold(
                        expires(command, decision).isEmpty()
                                || !decision.now().isBefore(oracle.books.restUntil),
                        command.run());
            }
        }
    }

    static final class NotTheLastOne extends Invariant {
        NotTheLastOne() {
            super(
                    "P8 Not the last one",
                    "whatever somebody wishes, the newest proven point stays, and one point does");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (!(event instanceof RunCommanded command)
                    || command.attempt() > 1
                    || expires(command, decision).isPresent()) {
                return;
            }
            Acts.removes(command.action()).ifPresent(id -> check(id, oracle.books));
        }

        private void check(RecoveryPointId id, Books books) {
            var known = books.points.get(id);
            hold(known != null, id, " is not known");
            if (known != null) {
                var protection = known.point().protection();
                hold(
                        books.newestProven(protection).filter(known::equals).isEmpty(),
                        id,
                        " is the newest that is proven");
                hold(
                        books.of(protection).stream()
                                .map(one -> one.point().id())
                                .anyMatch(other -> !other.equals(id) && !books.isGoing(other)),
                        id,
                        " is the last that stays");
            }
        }
    }
}
