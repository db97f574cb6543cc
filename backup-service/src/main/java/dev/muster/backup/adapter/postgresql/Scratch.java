package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.RunContext;
import java.nio.file.Path;

/** Where a throw-away copy is laid down. */
final class Scratch {

    private Scratch() {}

    static Path of(BackupConfig config, RunContext context) {
        return config.backup()
                .scratchDir()
                .orElseGet(() -> config.state().dir().resolve("scratch"))
                .toAbsolutePath()
                .resolve(context.run().value());
    }
}
