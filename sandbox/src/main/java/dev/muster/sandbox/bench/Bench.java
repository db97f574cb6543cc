package dev.muster.sandbox.bench;

import dev.muster.sandbox.bench.dump.DumpBench;
import dev.muster.sandbox.bench.measure.Report;
import dev.muster.sandbox.bench.measure.Scale;
import dev.muster.sandbox.bench.reaction.ReactionBench;
import dev.muster.sandbox.bench.webhook.WebhookBench;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How fast Muster is, beside others, on this machine; see {@code ./muster bench}. */
public final class Bench {

    private static final int OK = 0;
    private static final int VOID = 1;
    private static final int WRONG_USE = 2;
    private static final List<String> KNOWN = List.of("B1", "B3", "B8");

    private Bench() {}

    /** What was asked for on the command line. */
    record Options(
            Path home, List<String> benches, Scale scale, boolean json, boolean plantedLoss) {}

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.SEVERE);
        var options = options(arguments);
        System.exit(options == null ? WRONG_USE : run(options, System.out));
    }

    /** The exit code: 0 when everything was measured and correct, whether goals were met or not. */
    static int run(Options options, PrintStream out) {
        var report = new Report(out, options.json());
        var correct = true;
        try {
            for (var bench : options.benches()) {
                correct &=
                        switch (bench) {
                            case "B1" ->
                                    WebhookBench.run(
                                            options.home(),
                                            report,
                                            options.scale(),
                                            options.plantedLoss());
                            case "B3" -> ReactionBench.run(options.home(), report, options.scale());
                            case "B8" -> DumpBench.run(options.home(), report, options.scale());
                            default -> throw new IllegalArgumentException(bench);
                        };
            }
            report.end();
        } catch (IllegalStateException e) {
            System.err.println("muster bench: " + e.getMessage());
            return VOID;
        }
        return correct ? OK : VOID;
    }

    private static @Nullable Options options(String[] arguments) {
        var benches = new ArrayList<String>();
        var scale = Scale.FULL;
        var json = false;
        for (var argument : arguments) {
            var name = argument.toUpperCase(Locale.ROOT);
            if (KNOWN.contains(name)) {
                benches.add(name);
            } else if (argument.equals("--quick")) {
                scale = Scale.QUICK;
            } else if (argument.equals("--json")) {
                json = true;
            } else {
                System.err.println(
                        "muster bench: unknown '"
                                + argument
                                + "'; known are "
                                + String.join(", ", KNOWN)
                                + ", --quick, --json");
                return null;
            }
        }
        return new Options(
                Path.of(System.getProperty("muster.home", ".")),
                benches.isEmpty() ? KNOWN : benches,
                scale,
                json,
                false);
    }
}
