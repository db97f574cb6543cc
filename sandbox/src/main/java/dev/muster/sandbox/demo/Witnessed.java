package dev.muster.sandbox.demo;

import dev.muster.events.BackupEvent.RecoveryPointExtended;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.events.wire.Topics;
import dev.muster.plan.Assurance.Level;
import dev.muster.stream.LogReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Everything that Muster said in the log since the demo began, as a bystander reads it. */
final class Witnessed implements AutoCloseable {

    /** One event and when the log took it in. */
    record Said(DrEvent event, Instant at) {}

    private final List<Said> all = new ArrayList<>();
    private final List<Consumer<Said>> listeners = new CopyOnWriteArrayList<>();
    private final LogReader reader;

    Witnessed(String bootstrapServers) {
        reader =
                new LogReader(
                                "demo",
                                bootstrapServers,
                                Topics.DEFAULT_PREFIX,
                                EnumSet.of(
                                        Topics.HEALTH,
                                        Topics.FAILOVER_LOG,
                                        Topics.LEASES,
                                        Topics.BACKUP_COMPLETED),
                                LogReader.From.BEGINNING,
                                Map.of(),
                                (event, _, at) -> take(new Said(event, at)))
                        .start();
    }

    private void take(Said said) {
        synchronized (all) {
            all.add(said);
        }
        listeners.forEach(listener -> listener.accept(said));
    }

    void listen(Consumer<Said> listener) {
        listeners.add(listener);
    }

    List<Said> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    <T extends DrEvent> List<T> every(Class<T> kind) {
        return all().stream().map(Said::event).filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends DrEvent> Optional<Said> first(Class<T> kind, Predicate<T> which) {
        return all().stream()
                .filter(said -> kind.isInstance(said.event()))
                .filter(said -> which.test(kind.cast(said.event())))
                .findFirst();
    }

    /** What a vantage last contributed to the verdict on a site. */
    Optional<Vote> vote(String vantage, String site) {
        return lastAssessed(site).stream()
                .flatMap(health -> health.evidence().stream())
                .filter(evidence -> evidence.vantage().value().equals(vantage))
                .map(VantageEvidence::vote)
                .findFirst();
    }

    /** Whether every vantage sees everything of the site well. */
    boolean allSeeWell(String site) {
        return lastAssessed(site)
                .filter(health -> health.verdict() == Verdict.HEALTHY)
                .filter(health -> health.evidence().stream().allMatch(e -> e.vote() == Vote.UP))
                .isPresent();
    }

    private Optional<HealthAssessed> lastAssessed(String site) {
        return all().reversed().stream()
                .map(Said::event)
                .filter(HealthAssessed.class::isInstance)
                .map(HealthAssessed.class::cast)
                .filter(health -> health.site().value().equals(site))
                .findFirst();
    }

    /** The last time Muster held back, if that was after the given number of events. */
    Optional<FailoverHeld> heldAfter(int events) {
        return all().stream()
                .skip(events)
                .map(Said::event)
                .filter(FailoverHeld.class::isInstance)
                .map(FailoverHeld.class::cast)
                .reduce((_, last) -> last);
    }

    /** The newest trial that a recovery point passed. */
    Optional<RecoveryPointVerified> proven(Level level) {
        return every(RecoveryPointVerified.class).stream()
                .filter(tried -> tried.outcome() == TrialOutcome.PASSED && tried.level() == level)
                .reduce((_, last) -> last);
    }

    /** Up to when backups were last said to reach. */
    Optional<Instant> reachable() {
        return every(RecoveryPointExtended.class).stream()
                .map(RecoveryPointExtended::reachableTo)
                .reduce((_, last) -> last);
    }

    boolean moved() {
        return !every(ExecutionStarted.class).isEmpty();
    }

    Optional<ExecutionCompleted> completed() {
        return every(ExecutionCompleted.class).stream().findFirst();
    }

    Optional<Instant> startedAt() {
        return first(ExecutionStarted.class, _ -> true).map(Said::at);
    }

    Optional<Instant> fencedAt() {
        return first(PointOfNoReturnPassed.class, _ -> true).map(Said::at);
    }

    Optional<Instant> stepAt(String prefix) {
        return all().stream()
                .filter(
                        said ->
                                said.event() instanceof StepFinished f
                                        && f.step().value().startsWith(prefix))
                .map(Said::at)
                .reduce((_, last) -> last);
    }

    @Override
    public void close() {
        reader.close();
    }
}
