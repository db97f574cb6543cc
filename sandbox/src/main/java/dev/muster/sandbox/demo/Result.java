package dev.muster.sandbox.demo;

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

    static final Duration RTO = Duration.ofSeconds(30);
    static final Duration RPO = Duration.ofSeconds(10);

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

    /** What was promised and not kept. */
    List<String> faults() {
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
        ResultOnScreen.print(this, screen);
    }

    @Override
    public String json() {
        return ResultAsJson.of(this);
    }
}
