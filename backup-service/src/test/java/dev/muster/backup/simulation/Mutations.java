package dev.muster.backup.simulation;

import dev.muster.backup.catalog.Catalogue;
import dev.muster.backup.catalog.KnownPoint;
import dev.muster.backup.protection.PlanProtection;
import dev.muster.backup.protection.Run.Purpose;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.machine.Input;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Bugs that somebody could really write, one at a time. */
final class Mutations {

    private Mutations() {}

    static List<Variation> all() {
        var all = new ArrayList<Variation>();
        all.addAll(deaf());
        all.addAll(credulous());
        all.addAll(forgetful());
        all.addAll(careless());
        all.add(
                new Variation(
                        "executors act before they look",
                        Variation.NONE.machine(),
                        new Variation.Hands(false, true)));
        all.add(
                new Variation(
                        "the return of a call is taken for its effect",
                        Variation.NONE.machine(),
                        new Variation.Hands(true, false)));
        return all;
    }

    private static Variation named(String name, WrongMachine machine) {
        return new Variation(name, machine, Variation.NONE.hands());
    }

    /** Takes every input of one kind for the mere passing of time. */
    private static Variation deafTo(String name, Class<?> kind) {
        return named(
                name,
                new WrongMachine() {
                    @Override
                    Input hears(Optional<PlanProtection> state, Input input) {
                        return kind.isInstance(input)
                                        || (state.isPresent()
                                                && input instanceof Input.Happened happened
                                                && kind.isInstance(happened.event()))
                                ? new Input.Woken()
                                : input;
                    }
                });
    }

    private static List<Variation> deaf() {
        return List.of(
                deafTo("a jump of the clock is not noticed", Input.ClockJumped.class),
                deafTo("a change of host is not noticed", Input.Resumed.class),
                deafTo("a plan that was retired goes on", PlanRetired.class),
                deafTo("where the authority is does not matter", FailoverEvent.class),
                deafTo("a wish is overheard", BackupRequested.class));
    }

    private static Variation instead(String name, Rule rule) {
        return named(
                name,
                new WrongMachine() {
                    @Override
                    Optional<DrEvent> hears(PlanProtection state, DrEvent event) {
                        return event instanceof RunReported report
                                ? rule.instead(state, report)
                                        .map(
                                                result ->
                                                        new RunReported(
                                                                report.plan(),
                                                                report.run(),
                                                                report.attempt(),
                                                                result,
                                                                report.at()))
                                : Optional.empty();
                    }
                });
    }

    /** What is made of a report, if not what it says. */
    private interface Rule {
        Optional<BackupResult> instead(PlanProtection state, RunReported report);
    }

    private static boolean is(PlanProtection state, RunReported report, Purpose purpose) {
        var run = state.runs().get(report.run());
        return run != null && run.purpose() == purpose;
    }

    private static List<Variation> credulous() {
        return List.of(
                instead(
                        "a trial that could not be made counts as failed",
                        (state, report) ->
                                report.result() instanceof Failed failed
                                                && is(state, report, Purpose.VERIFICATION)
                                        ? Optional.of(
                                                new Tried(
                                                        false, failed.reasons(), "", Duration.ZERO))
                                        : Optional.empty()),
                instead(
                        "a trial that is under way counts as passed",
                        (state, report) ->
                                report.result() instanceof BackupResult.Underway
                                                && is(state, report, Purpose.VERIFICATION)
                                        ? Optional.of(new Tried(true, List.of(), "", Duration.ZERO))
                                        : Optional.empty()),
                instead(
                        "a removal that failed counts as done",
                        (state, report) ->
                                report.result() instanceof Failed
                                                && is(state, report, Purpose.EXPIRY)
                                        ? Optional.of(new Removed(""))
                                        : Optional.empty()),
                instead(
                        "what does not answer has failed",
                        (_, report) ->
                                report.result() instanceof BackupResult.Unavailable silent
                                        ? Optional.of(new Failed(List.of(silent.detail())))
                                        : Optional.empty()),
                named(
                        "a late report of an earlier attempt ends the run",
                        new WrongMachine() {
                            @Override
                            Optional<DrEvent> hears(PlanProtection state, DrEvent event) {
                                return event instanceof RunReported report
                                        ? Optional.of(
                                                new RunReported(
                                                        report.plan(),
                                                        report.run(),
                                                        Integer.MAX_VALUE,
                                                        report.result(),
                                                        report.at()))
                                        : Optional.empty();
                            }
                        }),
                shipped("the log of any site counts", true, false),
                shipped("gaps in the log are passed over", false, true));
    }

    private static Variation shipped(String name, boolean anySite, boolean noGaps) {
        return named(
                name,
                new WrongMachine() {
                    @Override
                    Optional<DrEvent> hears(PlanProtection state, DrEvent event) {
                        return event instanceof LogShipped log
                                ? Optional.of(
                                        new LogShipped(
                                                log.plan(),
                                                log.protection(),
                                                anySite
                                                        ? state.active().orElse(Setup.SITES.get(0))
                                                        : log.site(),
                                                log.position(),
                                                log.reachableTo(),
                                                noGaps ? List.of() : log.gaps(),
                                                log.at()))
                                : Optional.empty();
                    }
                });
    }

    private static List<Variation> forgetful() {
        return List.of(
                before(
                        "a wish that is repeated is granted again",
                        (state, _, _) -> States.withoutMemoryOfWishes(state)),
                before(
                        "a new host knows no runs",
                        (state, input, _) ->
                                input instanceof Input.Resumed
                                        ? States.withoutRuns(state, _ -> true)
                                        : state),
                before(
                        "the rest after a jump is not kept",
                        (state, _, _) -> States.withoutRest(state)),
                before(
                        "a point that is heard of again is a new one",
                        (state, input, _) -> States.with(state, without(state, input))),
                before(
                        "what is open is told again",
                        (state, input, _) ->
                                input instanceof Input.Resumed
                                        ? States.withoutFindings(state)
                                        : state),
                named(
                        "what a point has shown is not kept in mind where points are let go",
                        new WrongMachine() {
                            @Override
                            PlanProtection before(PlanProtection state, Input input, Instant now) {
                                return input instanceof Input.Woken
                                        ? States.eachPoint(
                                                state,
                                                point -> States.proven(point, Optional.empty()))
                                        : state;
                            }

                            @Override
                            PlanProtection after(
                                    PlanProtection state,
                                    PlanProtection before,
                                    Input input,
                                    Instant now) {
                                return input instanceof Input.Woken
                                        ? States.eachPoint(state, point -> asIn(before, point))
                                        : state;
                            }
                        }),
                after(
                        "a plan that is retired loses its points",
                        (state, _, input, _) ->
                                input instanceof Input.Happened(String _, PlanRetired _)
                                        ? States.with(state, Catalogue.EMPTY)
                                        : state),
                after(
                        "a run that is silent is waited for",
                        (state, _, _, now) ->
                                States.eachRun(
                                        state,
                                        run -> States.heard(run, now.plus(Duration.ofDays(1))))),
                after(
                        "a run that failed is kept",
                        (state, before, _, _) -> {
                            var runs = new HashMap<>(before.runs());
                            runs.putAll(state.runs());
                            return States.withRuns(state, runs);
                        }));
    }

    private static KnownPoint asIn(PlanProtection before, KnownPoint point) {
        return States.proven(
                point, before.catalogue().point(point.point().id()).flatMap(KnownPoint::provenAt));
    }

    private static Catalogue without(PlanProtection state, Input input) {
        return input instanceof Input.Happened(String _, RunReported report)
                        && report.result() instanceof Taken taken
                ? state.catalogue().without(taken.point().id())
                : state.catalogue();
    }

    private static Variation before(String name, Before change) {
        return named(
                name,
                new WrongMachine() {
                    @Override
                    PlanProtection before(PlanProtection state, Input input, Instant now) {
                        return change.of(state, input, now);
                    }
                });
    }

    /** What the machine takes for its state. */
    private interface Before {
        PlanProtection of(PlanProtection state, Input input, Instant now);
    }

    private static Variation after(String name, After change) {
        return named(
                name,
                new WrongMachine() {
                    @Override
                    PlanProtection after(
                            PlanProtection state, PlanProtection before, Input input, Instant now) {
                        return change.of(state, before, input, now);
                    }
                });
    }

    /** What is kept of a decision. */
    private interface After {
        PlanProtection of(PlanProtection state, PlanProtection before, Input input, Instant now);
    }

    private static Variation says(String name, Says change) {
        return named(
                name,
                new WrongMachine() {
                    @Override
                    DrEvent says(DrEvent event) {
                        return change.of(event);
                    }
                });
    }

    /** What is said of a decision. */
    private interface Says {
        DrEvent of(DrEvent event);
    }

    private static List<Variation> careless() {
        return List.of(
                besidesPhantoms("retention keeps one point less", Input.Woken.class),
                besidesPhantoms("the last point goes when somebody asks", RemovalRequested.class),
                named(
                        "a backup begins though one is under way",
                        new WrongMachine() {
                            @Override
                            PlanProtection before(PlanProtection state, Input input, Instant now) {
                                return input instanceof Input.Woken
                                        ? States.withoutRuns(
                                                state, run -> run.purpose() == Purpose.BACKUP)
                                        : state;
                            }

                            @Override
                            PlanProtection after(
                                    PlanProtection state,
                                    PlanProtection before,
                                    Input input,
                                    Instant now) {
                                var runs = new HashMap<>(state.runs());
                                if (input instanceof Input.Woken) {
                                    before.runs()
                                            .forEach(
                                                    (id, run) ->
                                                            runs.putIfAbsent(
                                                                    id, States.heard(run, now)));
                                }
                                return States.withRuns(state, runs);
                            }
                        }),
                says(
                        "attempts are not counted",
                        event ->
                                event instanceof RunCommanded command
                                        ? commanded(command, command.site(), 1)
                                        : event),
                says(
                        "everything is commanded at the first site",
                        event ->
                                event instanceof RunCommanded command
                                        ? commanded(command, Setup.SITES.get(0), command.attempt())
                                        : event),
                says(
                        "a trial counts for the rung above",
                        event ->
                                event instanceof RecoveryPointVerified trial
                                        ? new RecoveryPointVerified(
                                                trial.plan(),
                                                trial.run(),
                                                trial.point(),
                                                trial.level().above(),
                                                trial.outcome(),
                                                trial.reasons(),
                                                trial.took(),
                                                trial.at())
                                        : event),
                says(
                        "a refusal does not say whose",
                        event ->
                                event instanceof BackupRequestRefused no
                                        ? new BackupRequestRefused(
                                                no.plan(), "", no.reasons(), no.at())
                                        : event));
    }

    private static RunCommanded commanded(RunCommanded command, SiteId site, int attempt) {
        return new RunCommanded(
                command.plan(),
                command.run(),
                site,
                attempt,
                command.action(),
                command.deadline(),
                command.at());
    }

    /** For one kind of input there seems to be a newer point of everything. */
    private static Variation besidesPhantoms(String name, Class<?> kind) {
        return named(
                name,
                new WrongMachine() {
                    @Override
                    PlanProtection before(PlanProtection state, Input input, Instant now) {
                        return isOf(kind, input)
                                ? States.with(state, withPhantoms(state.catalogue()))
                                : state;
                    }

                    @Override
                    PlanProtection after(
                            PlanProtection state, PlanProtection before, Input input, Instant now) {
                        return isOf(kind, input)
                                ? States.with(state, withoutPhantoms(state.catalogue()))
                                : state;
                    }
                });
    }

    private static boolean isOf(Class<?> kind, Input input) {
        return kind.isInstance(input)
                || (input instanceof Input.Happened happened && kind.isInstance(happened.event()));
    }

    private static Catalogue withPhantoms(Catalogue catalogue) {
        var next = catalogue;
        for (var protection : List.of(Setup.ORDERS, Setup.CLUSTER)) {
            var newest = catalogue.newest(protection).map(KnownPoint::point);
            if (newest.isPresent()) {
                next = next.with(phantom(newest.get()));
            }
        }
        return next;
    }

    private static Catalogue withoutPhantoms(Catalogue catalogue) {
        var next = catalogue;
        for (var protection : List.of(Setup.ORDERS, Setup.CLUSTER)) {
            next = next.without(new RecoveryPointId("phantom-" + protection));
        }
        return next;
    }

    private static RecoveryPoint phantom(RecoveryPoint like) {
        return new RecoveryPoint(
                new RecoveryPointId("phantom-" + like.protection()),
                like.protection(),
                like.engine(),
                like.site(),
                like.of(),
                like.asOf().plusMillis(1),
                like.completedAt(),
                like.expiresAt(),
                like.bytes(),
                like.objects(),
                like.location(),
                like.log());
    }
}
