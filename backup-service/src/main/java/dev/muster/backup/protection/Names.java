package dev.muster.backup.protection;

import dev.muster.backup.verification.Ladder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How runs are called: by what caused them. */
final class Names {

    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Names() {}

    static String at(Instant at) {
        return COMPACT.format(at);
    }

    /** A run after failures is another run than the one that failed. */
    static String after(int failures) {
        return failures == 0 ? "" : "-" + failures;
    }

    static String trial(Ladder.Trial trial, String cause) {
        return trial.point().point().id()
                + "-"
                + trial.rung().name().toLowerCase(Locale.ROOT)
                + "-"
                + cause;
    }
}
