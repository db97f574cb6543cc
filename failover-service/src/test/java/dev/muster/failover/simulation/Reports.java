package dev.muster.failover.simulation;

import dev.muster.events.HealthEvent.SiteObserved;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** When the reports of the vantages were really made, whatever their clocks say. */
final class Reports {

    private static final int VANTAGES = Setup.VANTAGES.size();
    private static final long NEVER = Long.MAX_VALUE / 2;

    /** Of each vantage and life, in the order of its sequence. */
    private final List<Map<Long, long[]>> madeAt = new ArrayList<>();

    private final Newest[][] newest = new Newest[World.SITES][VANTAGES];

    /** The newest report of a vantage that the assessor of a site was given. */
    private static final class Newest {
        long life;
        long sequence;
        long madeAt = Ledger.NEVER;
        long shortest = NEVER;
    }

    Reports() {
        for (var vantage = 0; vantage < VANTAGES; vantage++) {
            madeAt.add(new HashMap<>());
            for (var site = 0; site < World.SITES; site++) {
                newest[site][vantage] = new Newest();
            }
        }
    }

    void made(int vantage, long life, long sequence, long now) {
        var lives = madeAt.get(vantage);
        var times = lives.computeIfAbsent(life, _ -> new long[64]);
        if (sequence >= times.length) {
            times = Arrays.copyOf(times, (int) sequence * 2);
            lives.put(life, times);
        }
        times[(int) sequence] = now;
    }

    void given(int site, SiteObserved report, long now) {
        var vantage = Setup.VANTAGES.indexOf(report.vantage());
        var last = newest[site][vantage];
        var newLife = report.incarnation() > last.life;
        if (!newLife && (report.incarnation() < last.life || report.sequence() <= last.sequence)) {
            return;
        }
        last.life = report.incarnation();
        last.sequence = report.sequence();
        last.madeAt =
                Objects.requireNonNull(madeAt.get(vantage).get(last.life))[(int) last.sequence];
        var took = now - last.madeAt;
        last.shortest = newLife ? took : Math.min(last.shortest, took);
    }

    /** Nobody can tell any more which report waited. */
    void forgetDelaysTo(int site) {
        for (var last : newest[site]) {
            last.shortest = NEVER;
        }
    }

    /** As above, because a vantage's clock was set. */
    void forgetDelaysFrom(int vantage) {
        for (var site = 0; site < World.SITES; site++) {
            newest[site][vantage].shortest = NEVER;
        }
    }

    /** How long ago the newest report was made, and not how much of it every report needs. */
    long age(int site, int vantage, long now) {
        var last = newest[site][vantage];
        return now - last.madeAt - Math.max(0, last.shortest);
    }
}
