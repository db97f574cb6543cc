package dev.muster.failover.app;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What the service is told from outside; see docs/operate.md. */
@ConfigMapping(prefix = "muster")
public interface FailoverConfig {

    Topics topics();

    State state();

    /** Stable name of this instance. */
    String instance();

    /** The site this instance runs on. */
    Optional<String> site();

    Plans plans();

    Failover failover();

    Guard guard();

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

    /** Where the declarations lie. */
    interface Plans {
        Optional<Path> dir();
    }

    /** What is this service's own. */
    interface Failover {
        Role role();

        /** As long as this file is there, this process causes no effect. */
        Optional<Path> pauseFile();
    }

    /** Who may change something. */
    interface Access {
        /** Lines {@code name role[,role] token}. */
        Optional<Path> tokensFile();

        /** The roles of whoever sends no token; only for development. */
        Optional<Set<String>> anonymous();
    }

    /** How a guard reaches what it guards; from inside the site, whatever the plans say. */
    interface Guard {
        /** The site's own kubeconfig, instead of the declared one. */
        Optional<Path> kubeconfig();

        /** Pairs {@code declared-host:port=inside-host:port}, separated by commas. */
        Optional<String> addresses();
    }

    /** The whole service, or only its arm inside a site. */
    enum Role {
        SERVICE,
        GUARD
    }
}
