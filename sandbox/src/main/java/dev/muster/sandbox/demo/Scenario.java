package dev.muster.sandbox.demo;

import dev.muster.sandbox.region.World;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can happen in a demo. */
enum Scenario {
    DISASTER("a false alarm, then the west dies and comes back"),
    PARTITION("the west lives on and hears nothing"),
    FALSE_ALARM("a vantage goes blind and an alert fires; nothing may move"),
    SWITCHOVER("a planned move that loses nothing"),
    BACKUP_RESTORE("the west dies, and there is no standby but what lies in a bucket"),
    CORRUPTION("a bad deployment deletes orders; the second before comes back beside the shop");

    private final String what;

    Scenario(String what) {
        this.what = what;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String what() {
        return what;
    }

    /** What a move begins with. */
    String begins() {
        return this == SWITCHOVER ? "request" : "fault";
    }

    boolean moves() {
        return this != FALSE_ALARM && this != CORRUPTION;
    }

    /** How the data get to east in it. */
    World.Way way() {
        return this == BACKUP_RESTORE || this == CORRUPTION
                ? World.Way.BACKUPS
                : World.Way.STREAMING;
    }

    static Optional<Scenario> named(String label) {
        return Arrays.stream(values()).filter(s -> s.label().equals(label)).findFirst();
    }
}
