package dev.muster.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The example plans of the documentation. */
final class Examples {

    static final Path DOCS = Path.of("..", "docs");

    static final List<String> ALL =
            List.of(
                    "backup-restore.yaml",
                    "backup-restore-database.yaml",
                    "pilot-light.yaml",
                    "warm-standby.yaml",
                    "hot-standby.yaml",
                    "cluster-state.yaml",
                    "operators.yaml");

    private Examples() {}

    static String text(String name) {
        try {
            return Files.readString(DOCS.resolve("examples").resolve(name));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** The hot-standby example, with the first of its kind changed. */
    static String hotStandbyWith(String instead, String of) {
        var text = text("hot-standby.yaml");
        if (!text.contains(of)) {
            throw new AssertionError("the example does not contain: " + of);
        }
        int at = text.indexOf(of);
        return text.substring(0, at) + instead + text.substring(at + of.length());
    }

    static Declarations accepted(String text) {
        return switch (PlanParser.parse(text)) {
            case PlanReading.Accepted(Declarations declared) -> declared;
            case PlanReading.Refused(List<PlanFault> faults, Declarations _) ->
                    throw new AssertionError(
                            "refused:\n"
                                    + String.join(
                                            "\n",
                                            faults.stream().map(PlanFault::located).toList()));
        };
    }

    static List<PlanFault> faults(String text) {
        return PlanParser.parse(text) instanceof PlanReading.Refused refused
                ? refused.faults()
                : List.of();
    }
}
