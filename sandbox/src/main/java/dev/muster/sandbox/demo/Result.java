package dev.muster.sandbox.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.sandbox.region.World;
import dev.muster.sandbox.shop.Customer;
import dev.muster.sandbox.shop.Score.Acknowledgement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of it: as the customers saw it, beside what Muster says, beside what was promised. */
record Result(
        Scenario scenario,
        Map<String, Duration> phases,
        Optional<Duration> recoveryReported,
        Optional<Duration> lossReported,
        Duration gapOfCustomer,
        Duration lossOfCustomers,
        long acknowledged,
        long found,
        long lost,
        boolean servedFromEast,
        boolean twoSitesAccepted,
        Optional<Boolean> falseAlarmMovedNothing,
        boolean returnedPassive,
        List<String> told)
        implements Outcome {

    Result {
        told = List.copyOf(told);
    }

    private static final Duration RTO = Duration.ofSeconds(30);
    private static final Duration RPO = Duration.ofSeconds(10);

    static Result of(
            Scenario scenario,
            World world,
            Witnessed witnessed,
            Customer customer,
            Customer insider,
            Optional<Instant> faultAt,
            Optional<Boolean> falseAlarm,
            boolean passive) {
        customer.stop();
        insider.stop();
        var active = scenario.moves() ? world.east() : world.west();
        var found =
                active.orders("select id from orders").stream()
                        .map(Long::valueOf)
                        .collect(Collectors.toCollection(HashSet::new));
        var all =
                Stream.concat(
                                customer.score().acknowledgements().stream(),
                                insider.score().acknowledgements().stream())
                        .sorted(Comparator.comparing(Acknowledgement::at))
                        .toList();
        var lost = all.stream().filter(a -> !found.contains(a.id())).toList();
        var completed = witnessed.completed();
        return new Result(
                scenario,
                faultAt.map(at -> phases(witnessed, at)).orElse(Map.of()),
                completed.map(c -> c.recoveryTime()),
                completed.flatMap(c -> c.dataLoss()),
                gap(customer, faultAt),
                lossSpan(all, lost),
                all.size(),
                all.size() - lost.size(),
                lost.size(),
                all.stream().anyMatch(a -> a.site().equals("east")),
                overlap(all),
                falseAlarm,
                passive,
                world.onCall().messages());
    }

    /** The longest time around the fault in which the customer outside had no order accepted. */
    private static Duration gap(Customer customer, Optional<Instant> faultAt) {
        if (faultAt.isEmpty()) {
            return customer.score().longestGap();
        }
        var at = faultAt.get();
        var acknowledgements = customer.score().acknowledgements();
        var before =
                acknowledgements.stream()
                        .filter(a -> a.site().equals("west"))
                        .map(Acknowledgement::at)
                        .max(Comparator.naturalOrder())
                        .orElse(at);
        return acknowledgements.stream()
                .filter(a -> a.site().equals("east"))
                .map(Acknowledgement::at)
                .min(Comparator.naturalOrder())
                .map(first -> Duration.between(before, first))
                .orElse(Duration.between(before, Instant.now()));
    }

    /** From the last order that survived before the first lost one, to the last lost one. */
    private static Duration lossSpan(List<Acknowledgement> all, List<Acknowledgement> lost) {
        if (lost.isEmpty()) {
            return Duration.ZERO;
        }
        Set<Long> gone = lost.stream().map(Acknowledgement::id).collect(Collectors.toSet());
        var first = lost.getFirst().at();
        var survived =
                all.stream()
                        .filter(a -> !gone.contains(a.id()) && a.at().isBefore(first))
                        .map(Acknowledgement::at)
                        .max(Comparator.naturalOrder())
                        .orElse(first);
        return Duration.between(survived, lost.getLast().at());
    }

    /** Whether west acknowledged an order after east had. */
    private static boolean overlap(List<Acknowledgement> all) {
        var firstAtEast =
                all.stream()
                        .filter(a -> a.site().equals("east"))
                        .map(Acknowledgement::at)
                        .findFirst();
        return firstAtEast
                .filter(
                        at ->
                                all.stream()
                                        .anyMatch(
                                                a -> a.site().equals("west") && a.at().isAfter(at)))
                .isPresent();
    }

    private static Map<String, Duration> phases(Witnessed witnessed, Instant faultAt) {
        var marks = new LinkedHashMap<String, Optional<Instant>>();
        marks.put(
                "detect",
                witnessed
                        .first(
                                HealthAssessed.class,
                                h ->
                                        h.site().value().equals("west")
                                                && h.verdict() == Verdict.DOWN
                                                && h.assessedAt().isAfter(faultAt))
                        .map(Witnessed.Said::at));
        marks.put("decide", witnessed.startedAt());
        marks.put("fence", witnessed.stepAt("fence-").or(witnessed::fencedAt));
        marks.put("restore", witnessed.stepAt("restore-"));
        marks.put("promote", witnessed.stepAt("promote-"));
        marks.put("start and check", witnessed.stepAt("check-"));
        marks.put("redirect", witnessed.stepAt("redirect-"));
        marks.put("verify", witnessed.stepAt("verify-"));
        var phases = new LinkedHashMap<String, Duration>();
        var last = faultAt;
        for (var mark : marks.entrySet()) {
            if (mark.getValue().isPresent()) {
                var at = mark.getValue().get();
                phases.put(
                        mark.getKey(),
                        at.isAfter(last) ? Duration.between(last, at) : Duration.ZERO);
                last = at.isAfter(last) ? at : last;
            }
        }
        return phases;
    }

    @Override
    public boolean good() {
        return faults().isEmpty();
    }

    private List<String> faults() {
        var faults = new ArrayList<String>();
        if (scenario.moves() && !servedFromEast) {
            faults.add("the customer is not served from east");
        }
        if (scenario.moves()
                && lossReported.filter(l -> l.compareTo(lossOfCustomers) >= 0).isEmpty()) {
            faults.add("Muster reports less data loss than the customers had");
        }
        if (scenario == Scenario.SWITCHOVER && lost > 0) {
            faults.add("a planned move lost orders");
        }
        if (!scenario.moves() && lost > 0) {
            faults.add("orders were lost");
        }
        if (twoSitesAccepted) {
            faults.add("two sites accepted orders");
        }
        if (!returnedPassive) {
            faults.add("west did not stay passive");
        }
        if (scenario.moves()
                && told.stream().noneMatch(text -> text.contains("serves from east"))) {
            faults.add("nobody was told that the shop is served from east");
        }
        falseAlarmMovedNothing
                .filter(nothing -> !nothing)
                .ifPresent(_ -> faults.add("the false alarm moved the shop"));
        return faults;
    }

    @Override
    public void print(Screen screen) {
        screen.chapter("Result");
        if (!phases.isEmpty()) {
            var total = Duration.ZERO;
            for (var phase : phases.entrySet()) {
                total = total.plus(phase.getValue());
                screen.plain(
                        row(
                                phase.getKey(),
                                Story.seconds(phase.getValue()),
                                bar(phase.getValue())));
            }
            screen.plain(row(scenario.begins() + " to verified", Story.seconds(total), ""));
            screen.plain("");
            screen.plain(table("", "customer", "Muster", "objective"));
            screen.plain(
                    table(
                            "recovery time",
                            Story.seconds(gapOfCustomer),
                            recoveryReported.map(Story::seconds).orElse("-"),
                            Story.seconds(RTO)));
            screen.plain(
                    table(
                            "data loss",
                            Story.seconds(lossOfCustomers),
                            lossReported.map(l -> "≤ " + Story.seconds(l)).orElse("unknown"),
                            Story.seconds(RPO)));
            screen.plain("");
        }
        screen.plain(
                "  orders: "
                        + acknowledged
                        + " acknowledged, "
                        + found
                        + " found at "
                        + (scenario.moves() ? "east" : "west")
                        + ", "
                        + lost
                        + " lost");
        if (good()) {
            screen.good(
                    "never two sites at once"
                            + (falseAlarmMovedNothing.isPresent()
                                    ? ", the false alarm moved nothing"
                                    : "")
                            + (scenario.moves() ? ", the customer is served from east" : ""));
        } else {
            faults().forEach(screen::bad);
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

    @Override
    public String json() {
        var body = new LinkedHashMap<String, Object>();
        body.put("scenario", scenario.label());
        body.put("good", good());
        body.put("faults", faults());
        var inSeconds = new LinkedHashMap<String, Object>();
        phases.forEach((name, time) -> inSeconds.put(name, time.toMillis() / 1000.0));
        body.put("phasesSeconds", inSeconds);
        body.put(
                "recoveryTimeSeconds",
                measured(gapOfCustomer, recoveryReported.map(r -> r.toMillis() / 1000.0), RTO));
        body.put(
                "dataLossSeconds",
                measured(lossOfCustomers, lossReported.map(r -> r.toMillis() / 1000.0), RPO));
        body.put("orders", Map.of("acknowledged", acknowledged, "found", found, "lost", lost));
        body.put("servedFromEast", servedFromEast);
        body.put("twoSitesAccepted", twoSitesAccepted);
        falseAlarmMovedNothing.ifPresent(nothing -> body.put("falseAlarmMovedNothing", nothing));
        body.put("returnedPassive", returnedPassive);
        body.put("told", told);
        try {
            return JsonMapper.builder()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build()
                    .writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> measured(
            Duration customer, Optional<Double> muster, Duration objective) {
        var values = new LinkedHashMap<String, Object>();
        values.put("customer", customer.toMillis() / 1000.0);
        values.put("muster", muster.orElse(null));
        values.put("objective", objective.toMillis() / 1000.0);
        return values;
    }
}
