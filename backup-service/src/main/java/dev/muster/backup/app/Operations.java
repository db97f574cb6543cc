package dev.muster.backup.app;

import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.RunId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of what was asked. Commands, reports and ends lie in different topics: they are heard
 * in any order, and none is lost by that. The last of each are kept.
 */
public final class Operations {

    private static final int KEPT = 500;

    private final Map<String, BackupEvent> wishes = new LinkedHashMap<>();
    private final Map<String, List<String>> refused = new LinkedHashMap<>();
    private final Map<RunId, RunCommanded> commands = new LinkedHashMap<>();
    private final Map<RunId, RunReported> reports = new LinkedHashMap<>();
    private final Map<RunId, BackupEvent> outcomes = new LinkedHashMap<>();

    /**
     * How far a run is.
     *
     * @param reported what was last reported; empty until then
     * @param outcome the event with which it ended; empty until then
     */
    public record RunView(
            RunCommanded command, Optional<RunReported> reported, Optional<BackupEvent> outcome) {}

    /**
     * What somebody asked for.
     *
     * @param runs what was begun for it
     * @param refused why it was not granted; empty when it was
     */
    public record Operation(List<RunView> runs, List<String> refused) {
        public Operation {
            runs = List.copyOf(runs);
            refused = List.copyOf(refused);
        }

        /** Whether anything is still to come. */
        public boolean open() {
            return refused.isEmpty()
                    && (runs.isEmpty() || runs.stream().anyMatch(run -> run.outcome().isEmpty()));
        }
    }

    /** The first of that id counts. */
    void asked(String id, BackupEvent wish) {
        if (!wishes.containsKey(id)) {
            keep(wishes, id, wish);
        }
    }

    void refused(String id, List<String> reasons) {
        keep(refused, id, reasons);
    }

    void commanded(RunCommanded command) {
        keep(commands, command.run(), command);
    }

    void reported(RunReported report) {
        keep(reports, report.run(), report);
    }

    void ended(RunId run, BackupEvent outcome) {
        keep(outcomes, run, outcome);
    }

    private static <K, V> void keep(Map<K, V> map, K key, V value) {
        map.put(key, value);
        if (map.size() > KEPT) {
            map.remove(map.keySet().iterator().next());
        }
    }

    Optional<BackupEvent> wish(String id) {
        return Optional.ofNullable(wishes.get(id));
    }

    Optional<RunView> run(RunId id) {
        return Optional.ofNullable(commands.get(id)).map(this::view);
    }

    private RunView view(RunCommanded command) {
        return new RunView(
                command,
                Optional.ofNullable(reports.get(command.run())),
                Optional.ofNullable(outcomes.get(command.run())));
    }

    /** Empty when nothing was asked under that id. */
    Optional<Operation> of(String id) {
        return wish(id).map(
                        _ ->
                                new Operation(
                                        commands.values().stream()
                                                .filter(
                                                        command ->
                                                                command.run()
                                                                        .value()
                                                                        .endsWith("-" + id))
                                                .map(this::view)
                                                .toList(),
                                        refused.getOrDefault(id, List.of())));
    }
}
