package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ObjectNames;
import dev.muster.backup.app.SiteEngine;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Schedule;
import dev.muster.plan.VeleroOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Keeps Velero's schedules at a site as the plans want them, and tells what comes of every backup
 * that they, or we, asked for. Only what carries our labels is ever touched.
 */
@ApplicationScoped
public class VeleroEngine implements SiteEngine {

    private static final Logger LOG = Logger.getLogger(VeleroEngine.class);
    private static final String ENGINE = "velero";
    private static final Duration SAY_AGAIN = Duration.ofMinutes(10);

    /** Of what was there before we came, so many failures are told, the latest. */
    private static final int MOST_FAILURES = 50;

    private final VeleroSites sites;
    private final Map<String, Told> told = new HashMap<>();
    private final Map<String, Watch> watches = new HashMap<>();

    /** What was last said of how a protection stands. */
    private record Told(List<Finding> findings, Instant at) {}

    /** What is remembered of one protection: ends that were told, by object, and what is missed. */
    private static final class Watch {
        final Set<String> ended = new HashSet<>();
        final Absences absences = new Absences();
    }

    @Inject
    public VeleroEngine(VeleroSites sites) {
        this.sites = sites;
    }

    @Override
    public synchronized void look(Wanted wanted, Consumer<BackupEvent> news) {
        var byHome = new LinkedHashMap<String, List<Order>>();
        for (var order : wanted.orders()) {
            if (order.protection().engine() instanceof Velero velero) {
                byHome.computeIfAbsent(velero.home(), _ -> new ArrayList<>()).add(order);
            }
        }
        byHome.forEach((home, orders) -> look(wanted, home, orders, news));
        tidy(wanted);
    }

    private void look(Wanted wanted, String home, List<Order> orders, Consumer<BackupEvent> news) {
        try {
            var api = sites.at(wanted.kubeconfig(), home);
            var locations = api.locations();
            for (var order : orders) {
                look(new Round(wanted, order, api, locations, orders, news));
            }
        } catch (Trouble trouble) {
            for (var order : orders) {
                var finding = trouble.finding(order.protection().name(), wanted.site());
                say(wanted, order, List.of(finding), news);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Trouble with one protection is its own: the others are looked at all the same. */
    private void look(Round round) throws InterruptedException {
        try {
            round.go();
        } catch (Trouble trouble) {
            round.findings.add(
                    trouble.finding(round.order.protection().name(), round.wanted.site()));
        }
        say(round.wanted, round.order, round.findings, round.news);
    }

    private void say(
            Wanted wanted, Order order, List<Finding> findings, Consumer<BackupEvent> news) {
        var now = Instant.now();
        var before = told.get(key(order));
        if (before == null
                || !before.findings().equals(findings)
                || Duration.between(before.at(), now).compareTo(SAY_AGAIN) > 0) {
            told.put(key(order), new Told(List.copyOf(findings), now));
            news.accept(
                    new EngineObserved(
                            order.plan(),
                            order.protection().name(),
                            ENGINE,
                            wanted.site(),
                            findings,
                            now));
        }
    }

    /** Takes away what a plan wanted once and wants no more. */
    private void tidy(Wanted wanted) {
        try {
            var api = sites.at(wanted.kubeconfig(), VeleroOptions.DEFAULT_NAMESPACE);
            for (var schedule : api.schedulesEverywhere()) {
                var seen = new Seen(schedule);
                var home = schedule.getMetadata().getNamespace();
                var ours =
                        seen.label(ObjectNames.SITE).equals(wanted.site().value())
                                && wanted.plans().stream()
                                        .anyMatch(
                                                plan ->
                                                        plan.value()
                                                                .equals(
                                                                        seen.label(
                                                                                ObjectNames.PLAN)));
                if (ours && !isWanted(wanted, seen, home)) {
                    sites.at(wanted.kubeconfig(), home).delete(Kind.SCHEDULE, seen.name());
                    LOG.infof(
                            "plan=%s site=%s Schedule %s is wanted no more, and gone",
                            seen.label(ObjectNames.PLAN), wanted.site(), seen.name());
                }
            }
        } catch (Trouble notNow) {
            LOG.debugf("site=%s %s", wanted.site(), notNow.getMessage());
        }
    }

    private static boolean isWanted(Wanted wanted, Seen schedule, String home) {
        return wanted.orders().stream()
                .filter(
                        order ->
                                order.protection().engine() instanceof Velero velero
                                        && velero.home().equals(home))
                .anyMatch(
                        order ->
                                Identity.schedule(
                                                order.plan(),
                                                order.protection().name(),
                                                wanted.site())
                                        .equals(schedule.name()));
    }

    private static String key(Order order) {
        return order.plan() + "/" + order.protection().name();
    }

    /** One look at one protection. */
    private final class Round {
        private final Wanted wanted;
        private final Order order;
        private final VeleroApi api;
        private final List<Location> locations;
        private final List<Order> neighbours;
        private final List<Finding> findings = new ArrayList<>();
        private final Consumer<BackupEvent> news;
        private final Velero velero;
        private final Instant now = Instant.now();

        Round(
                Wanted wanted,
                Order order,
                VeleroApi api,
                List<Location> locations,
                List<Order> neighbours,
                Consumer<BackupEvent> news) {
            this.wanted = wanted;
            this.order = order;
            this.api = api;
            this.locations = locations;
            this.neighbours = neighbours;
            this.news = news;
            this.velero = (Velero) order.protection().engine();
        }

        void go() throws Trouble, InterruptedException {
            schedule();
            var location = Locations.of(velero, locations);
            if (location.isEmpty()) {
                add(
                        Code.LOCATION_UNAVAILABLE,
                        Locations.missing(velero),
                        "create the BackupStorageLocation, the same at every site");
                return;
            }
            stands(location.get());
            backups(location.get());
        }

        private void schedule() throws Trouble {
            if (order.protection().schedule().isEmpty()) {
                return;
            }
            var name = order.protection().name();
            var labels = ObjectNames.labels(order.plan(), name, wanted.site());
            var spec =
                    Spec.schedule(
                            velero, order.protection().schedule().get(), !order.active(), labels);
            var schedule = Identity.schedule(order.plan(), name, wanted.site());
            var there = api.seen(Kind.SCHEDULE, schedule);
            var asWanted =
                    there.filter(seen -> Spec.holds(seen.labels(), labels))
                            .filter(seen -> Spec.holds(seen.spec(), spec))
                            .isPresent();
            if (!asWanted) {
                api.apply(Kind.SCHEDULE, schedule, labels, spec);
                LOG.infof(
                        "plan=%s site=%s Schedule %s is %s",
                        order.plan(), wanted.site(), schedule, order.active() ? "on" : "paused");
            } else if (there.orElseThrow().phase().equals("FailedValidation")) {
                add(
                        Code.SCHEDULE_REFUSED,
                        "Velero refuses its schedule: " + String.join("; ", there.get().reasons()),
                        "correct spec.protection; a time zone needs Velero 1.15 or newer, with the"
                                + " zones in its image: 1.18.1");
            }
        }

        private void stands(Location location) {
            if (location.silent(now)) {
                add(
                        Code.ENGINE_SILENT,
                        "Velero has not looked at its location since "
                                + location.validated().orElseThrow(),
                        "see whether the Deployment velero runs");
            } else if (!location.available()) {
                add(
                        Code.LOCATION_UNAVAILABLE,
                        "location "
                                + location.name()
                                + " is "
                                + (location.phase().isEmpty() ? "not known" : location.phase())
                                + (location.message().isEmpty() ? "" : ": " + location.message()),
                        "see whether the bucket is there, and the credentials of the location"
                                + " are right");
            }
            if (order.active() && location.readOnly()) {
                add(
                        Code.LOCATION_ACCESS,
                        "location " + location.name() + " takes no backups: it is read-only",
                        "when the other site no longer writes there: kubectl -n "
                                + api.home()
                                + " patch backupstoragelocations.velero.io "
                                + location.name()
                                + " --type merge -p '{\"spec\":{\"accessMode\":\"ReadWrite\"}}'");
            } else if (!location.readOnly() && neighbours.stream().noneMatch(Order::active)) {
                add(
                        Code.LOCATION_ACCESS,
                        "location "
                                + location.name()
                                + " could be written to, though nothing is backed up here",
                        "make it ReadOnly until this site takes over");
            }
        }

        private void backups(Location main) throws Trouble, InterruptedException {
            var watch = watches.computeIfAbsent(key(order), _ -> new Watch());
            var listed = new HashSet<RecoveryPointId>();
            var there = new HashSet<String>();
            var ended = new ArrayList<Seen>();
            var labels =
                    Map.of(
                            ObjectNames.PLAN,
                            order.plan().value(),
                            ObjectNames.PROTECTION,
                            order.protection().name());
            api.each(
                    Kind.BACKUP,
                    labels,
                    object -> {
                        var seen = new Seen(object);
                        there.add(seen.uid());
                        Locations.of(seen, locations)
                                .ifPresent(at -> listed.add(Identity.point(seen.name(), at)));
                        if (seen.standing().ended()) {
                            if (!watch.ended.contains(seen.uid())) {
                                ended.add(seen);
                            }
                        } else {
                            outlives(seen);
                        }
                    });
            watch.ended.retainAll(there);
            tell(watch, ended);
            for (var point : watch.absences.gone(order.points(), listed, main, now)) {
                watch.absences.forget(point.id());
                say(
                        new RunId(point.id().value()),
                        new Removed(
                                point.expiresAt().filter(now::isAfter).isPresent()
                                        ? "Velero let it go when its time was over"
                                        : "it is no longer in " + main.address()),
                        now);
            }
        }

        private void tell(Watch watch, List<Seen> ended) throws InterruptedException {
            ended.sort(Comparator.comparing(Seen::ended));
            var failures =
                    ended.stream().filter(seen -> seen.standing() == Standing.FAILED).count();
            for (var seen : ended) {
                var at = Locations.of(seen, locations);
                if (seen.standing() == Standing.FAILED) {
                    if (failures-- <= MOST_FAILURES) {
                        say(runOf(seen, at), new Failed(Outcome.reasons(api, seen)), seen.ended());
                    }
                } else if (at.isPresent() && !isKnown(Identity.point(seen.name(), at.get()))) {
                    say(
                            runOf(seen, at),
                            new Taken(
                                    Outcome.point(
                                            api,
                                            seen,
                                            at.get(),
                                            order.protection().name(),
                                            wanted.site())),
                            seen.ended());
                }
                watch.ended.add(seen.uid());
            }
        }

        private boolean isKnown(RecoveryPointId id) {
            return order.points().stream().anyMatch(point -> point.id().equals(id));
        }

        /** The run that asked for it; else the backup itself, which is the same at every site. */
        private RunId runOf(Seen seen, Optional<Location> at) {
            return seen.annotation(ObjectNames.RUN)
                    .map(RunId::new)
                    .orElseGet(
                            () ->
                                    new RunId(
                                            at.map(one -> Identity.point(seen.name(), one).value())
                                                    .orElse(seen.name())));
        }

        /** It has run for longer than the time between two turns. */
        private void outlives(Seen seen) {
            order.protection()
                    .schedule()
                    .flatMap(schedule -> window(schedule, seen.created()))
                    .filter(window -> now.isAfter(seen.created().plus(window)))
                    .ifPresent(
                            _ ->
                                    add(
                                            Code.BACKUP_OUTLIVES_WINDOW,
                                            seen.name()
                                                    + " is still "
                                                    + (seen.phase().isEmpty()
                                                            ? "not begun"
                                                            : seen.phase())
                                                    + " when the next is due",
                                            "see what it waits for: velero backup describe "
                                                    + seen.name()));
        }

        private Optional<Duration> window(Schedule schedule, Instant from) {
            return schedule.next(from)
                    .flatMap(turn -> schedule.next(turn).map(next -> Duration.between(turn, next)));
        }

        private void say(RunId run, BackupResult result, Instant at) {
            news.accept(
                    new EngineReported(
                            order.plan(),
                            run,
                            order.protection().name(),
                            ENGINE,
                            wanted.site(),
                            result,
                            at));
        }

        private void add(Code code, String detail, String remedy) {
            findings.add(
                    new Finding(
                            code,
                            Optional.of(order.protection().name()),
                            wanted.site() + ": " + detail,
                            remedy));
        }
    }
}
