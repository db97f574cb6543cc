package dev.muster.sandbox.demo;

import java.time.Duration;
import java.util.Locale;

/** The result as people read it. */
final class ResultOnScreen {

    private ResultOnScreen() {}

    static void print(Result result, Screen screen) {
        screen.chapter("Result");
        if (!result.phases().isEmpty()) {
            var total = Duration.ZERO;
            for (var phase : result.phases().entrySet()) {
                total = total.plus(phase.getValue());
                screen.plain(
                        row(
                                phase.getKey(),
                                Story.seconds(phase.getValue()),
                                bar(phase.getValue())));
            }
            screen.plain(
                    row(result.scenario().begins() + " to verified", Story.seconds(total), ""));
            screen.plain("");
            screen.plain(table("", "customer", "Muster", "objective"));
            screen.plain(
                    table(
                            "recovery time",
                            Story.seconds(result.gapOfCustomer()),
                            result.recoveryReported().map(Story::seconds).orElse("-"),
                            Story.seconds(Result.RTO)));
            screen.plain(
                    table(
                            "data loss",
                            Story.seconds(result.lossOfCustomers()),
                            result.lossReported()
                                    .map(l -> "≤ " + Story.seconds(l))
                                    .orElse("unknown"),
                            Story.seconds(Result.RPO)));
            screen.plain("");
        }
        screen.plain(
                "  orders: "
                        + result.acknowledged()
                        + " acknowledged, "
                        + result.found()
                        + " found at "
                        + (result.scenario().moves() ? "east" : "west")
                        + ", "
                        + result.lost()
                        + " lost");
        if (result.good()) {
            screen.good(
                    "never two sites at once"
                            + (result.falseAlarmMovedNothing().isPresent()
                                    ? ", the false alarm moved nothing"
                                    : "")
                            + (result.scenario().moves()
                                    ? ", the customer is served from east"
                                    : ""));
        } else {
            result.faults().forEach(screen::bad);
        }
    }

    private static String row(String name, String value, String bar) {
        return String.format(Locale.ROOT, "  %-18s %9s  %s", name, value, bar);
    }

    private static String table(String name, String customer, String muster, String objective) {
        return String.format(
                Locale.ROOT, "  %-18s %10s %12s %11s", name, customer, muster, objective);
    }

    private static String bar(Duration duration) {
        return "█".repeat((int) Math.min(60, Math.round(duration.toMillis() / 200.0)));
    }
}
