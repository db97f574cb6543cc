package dev.muster.backup.adapter.etcd;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** etcd's own programs on this machine. */
record EtcdPrograms(BackupConfig.Etcd config) {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_SAID = 4_000;

    Path find(String name) throws IOException {
        return new Programs(config.bin(), "etcd", "MUSTER_BACKUP_ETCD_BIN").find(name);
    }

    /**
     * Runs {@code etcdutl} to its end.
     *
     * @return what it said, and whether it was content
     */
    Said utl(Path log, List<String> words) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(find("etcdutl").toString());
        line.addAll(words);
        var process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("etcdutl did not end within " + LONGEST.toMinutes() + " min");
            }
        } finally {
            process.destroyForcibly();
        }
        return new Said(process.exitValue() == 0, tail(log));
    }

    /** What a program said at its end. */
    record Said(boolean content, String text) {}

    static String tail(Path log) throws IOException {
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(Math.max(0, Files.size(log) - MOST_SAID));
            var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        }
    }
}
