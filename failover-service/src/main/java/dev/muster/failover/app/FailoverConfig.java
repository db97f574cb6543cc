package dev.muster.failover.app;

import dev.muster.service.ServiceConfig;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What the service is told from outside; see docs/operate.md. */
@ConfigMapping(prefix = "muster")
public interface FailoverConfig extends ServiceConfig {

    /** The site this instance runs on. */
    Optional<String> site();

    Plans plans();

    Failover failover();

    Guard guard();

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
