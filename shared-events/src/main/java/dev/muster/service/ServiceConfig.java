package dev.muster.service;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What every service is told from outside, under {@code muster}; see docs/operate.md. */
public interface ServiceConfig {

    Topics topics();

    State state();

    /** Stable name of this instance. */
    String instance();

    Access access();

    /** The log. */
    interface Topics {
        String prefix();

        boolean create();

        int partitions();
    }

    /** Where the host keeps its stores. */
    interface State {
        Path dir();
    }

    /** Who may change something. */
    interface Access {
        /** Lines {@code name role[,role] token}. */
        Optional<Path> tokensFile();

        /** The roles of whoever sends no token; only for development. */
        Optional<Set<String>> anonymous();
    }
}
