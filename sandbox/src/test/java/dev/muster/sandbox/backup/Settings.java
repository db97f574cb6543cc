package dev.muster.sandbox.backup;

import dev.muster.backup.app.BackupConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** The settings of a backup-service, read as it reads them. */
final class Settings {

    private static final int STRONGEST = 500;

    private Settings() {}

    /** What is given, over the service's own defaults. */
    static BackupConfig of(Map<String, String> given) {
        var all = new HashMap<String, String>();
        all.put("muster.topics.prefix", "muster.");
        all.put("muster.topics.create", "false");
        all.put("muster.topics.partitions", "12");
        all.put("muster.state.dir", "/nowhere");
        all.put("muster.instance", "it");
        given.forEach(
                (name, value) -> {
                    if (!value.isEmpty()) {
                        all.put(name, value);
                    }
                });
        return new SmallRyeConfigBuilder()
                .withMapping(BackupConfig.class)
                .withSources(new PropertiesConfigSource(all, "the test", STRONGEST))
                .build()
                .getConfigMapping(BackupConfig.class);
    }
}
