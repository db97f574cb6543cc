package dev.muster.backup.app;

import dev.muster.service.ServiceConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the service is told from outside; see docs/operate.md. */
@ConfigMapping(prefix = "muster")
public interface BackupConfig extends ServiceConfig {

    /** The site this instance runs on: it carries out what is to be done there. */
    Optional<String> site();

    Backup backup();

    /** What is this service's own. */
    interface Backup {
        /** Where throw-away copies are laid down; below the state folder when absent. */
        Optional<Path> scratchDir();

        /** Most bytes per second that a backup takes from a server; 0 = as many as it gives. */
        @WithDefault("0")
        long maxBytesPerSecond();

        Postgres postgres();

        Etcd etcd();
    }

    /** How snapshots of etcd are tried here. */
    interface Etcd {
        /** The folders with {@code etcd} and {@code etcdutl}; on the PATH when absent. */
        Optional<List<Path>> bin();
    }

    /** How restored servers are run here. */
    interface Postgres {
        /** The folders with PostgreSQL's programs; searched on the PATH when absent. */
        Optional<List<Path>> bin();

        /** Words before the program, such as {@code unshare,-U} for a service that runs as root. */
        Optional<List<String>> launcher();

        /** Where a restored server listens. */
        @WithDefault("127.0.0.1")
        String listen();
    }
}
