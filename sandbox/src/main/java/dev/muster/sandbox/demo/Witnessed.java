package dev.muster.sandbox.demo;

import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.wire.Topics;
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
                                EnumSet.of(Topics.HEALTH, Topics.FAILOVER_LOG, Topics.LEASES),
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

    Optional<Verdict> verdict(String site) {
        return all().reversed().stream()
                .map(Said::event)
                .filter(HealthAssessed.class::isInstance)
                .map(HealthAssessed.class::cast)
                .filter(health -> health.site().value().equals(site))
                .findFirst()
                .map(HealthAssessed::verdict);
    }

    boolean moved() {
        return !every(ExecutionStarted.class).isEmpty();
    }

    Optional<ExecutionCompleted> completed() {
        return every(ExecutionCompleted.class).stream().findFirst();
    }

    Optional<FailoverHeld> held() {
        return every(FailoverHeld.class).stream().reduce((_, last) -> last);
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

    Optional<ExecutionHeld> stuck() {
        return every(ExecutionHeld.class).stream().reduce((_, last) -> last);
    }

    @Override
    public void close() {
        reader.close();
    }
}
