package dev.muster.health.app;

import dev.muster.service.ServiceConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the service is told from outside; see docs/operate.md. */
@ConfigMapping(prefix = "muster")
public interface HealthConfig extends ServiceConfig {

    Health health();

    /** What is this service's own. */
    interface Health {
        /** The name of this place. */
        String vantage();

        /** What it shares the fate of. */
        String failureDomain();

        /** Things known to be there, as {@code host:port}: who reaches none of them is blind. */
        Optional<List<String>> controlTargets();

        /** Whether this instance may turn observations into verdicts. */
        @WithDefault("true")
        boolean assess();

        Webhook webhook();
    }

    /** Who may post alerts. */
    interface Webhook {
        /** A file with the bearer token of the Alertmanager. */
        Optional<Path> tokenFile();

        /** A file with {@code user:password} for basic authentication. */
        Optional<Path> basicFile();

        /** Largest body, in bytes; answered with 413 beyond. */
        @WithDefault("4194304")
        int maxBytes();
    }
}
