package dev.muster.failover.simulation;

import dev.muster.events.DrEvent;
import dev.muster.events.GuardEvent;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.SiteObserved;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The last things that happened in a history that went wrong, for a person to read. */
final class Story {

    private static final int LENGTH = 60;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final Map<String, String> lastVerdicts = new HashMap<>();

    void add(long now, Object what) {
        var line = line(what);
        if (line.isEmpty()) {
            return;
        }
        lines.add(String.format(Locale.ROOT, "%8.3f s  %s", now / 1000.0, line));
        if (lines.size() > LENGTH) {
            lines.removeFirst();
        }
    }

    private String line(Object what) {
        return switch (what) {
            case HealthAssessed e -> verdict(e);
            case SiteObserved _,
                    GuardEvent.LeaseRequested _,
                    GuardEvent.LeaseGranted _,
                    GuardEvent.LeaseRefused _ ->
                    "";
            case DrEvent e -> "log: " + e;
            case Act act ->
                    "world: "
                            + Setup.PLAN_IDS.get(act.plan())
                            + " at "
                            + Setup.SITE_IDS.get(act.site())
                            + " "
                            + act.kind()
                            + " under epoch "
                            + act.epoch()
                            + " (has seen "
                            + act.seen()
                            + ") by "
                            + (act.command() == null
                                    ? "the guard"
                                    : act.command().execution() + "/" + act.command().step());
            default -> what.toString();
        };
    }

    /** Heartbeats that tell nothing new are left out. */
    private String verdict(HealthAssessed e) {
        var votes =
                e.evidence().stream()
                        .map(v -> v.vantage() + "=" + v.vote())
                        .collect(Collectors.joining(" "));
        var text =
                e.plan()
                        + ": "
                        + e.site()
                        + " is "
                        + e.verdict()
                        + " "
                        + e.failureClass()
                        + " ("
                        + votes
                        + ")"
                        + (e.stillReceiving() ? " still receiving" : "");
        return text.equals(lastVerdicts.put(e.plan() + "@" + e.site(), text)) ? "" : text;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
