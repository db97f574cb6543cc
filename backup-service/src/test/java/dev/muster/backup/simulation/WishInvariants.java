package dev.muster.backup.simulation;

import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.DrEvent;

/** Whoever asks is answered. */
final class WishInvariants {

    private WishInvariants() {}

    static final class Answered extends Invariant {
        Answered() {
            super(
                    "P13 Answered",
                    "a wish is refused once or begins a run, and its repetition changes nothing");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof BackupRequestRefused refused) {
                hold(
                        decision.heard(DrEvent.class)
                                .flatMap(Books::request)
                                .filter(refused.requestId()::equals)
                                .isPresent(),
                        refused,
                        " without being asked");
            }
        }

        @Override
        void decided(Decision decision, Oracle oracle) {
            decision.heard(DrEvent.class)
                    .flatMap(Books::request)
                    .map(oracle.books.wishes::get)
                    .ifPresent(
                            wish -> {
                                hold(wish.refused <= 1, wish.event, " was refused twice");
                                hold(
                                        (wish.refused == 1) == wish.runs.isEmpty(),
                                        wish.event,
                                        " was refused ",
                                        wish.refused,
                                        " times and began ",
                                        wish.runs);
                            });
        }
    }
}
