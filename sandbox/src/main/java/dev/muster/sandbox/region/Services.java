package dev.muster.sandbox.region;

import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts Muster's own services, as built, each in a process of its own. */
public final class Services {

    /** As small as they go, for a whole world on one machine. */
    private static final List<String> SMALL =
            List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final ProcessTable table;
    private final Path home;
    private final Map<String, String> common;
    private Hosts everywhere = new Hosts();

    /**
     * Services of a build.
     *
     * @param home the folder of the project, where the modules are built
     * @throws IllegalStateException when something is not built
     */
    public Services(ProcessTable table, Path home, Map<String, String> common) {
        this.table = table;
        this.home = home;
        this.common = Map.copyOf(common);
        jar("health-monitor");
        jar("failover-service");
        jar("backup-service");
    }

    /** What every place takes the names of the sites for, unless it has ways of its own. */
    void know(Hosts hosts) {
        everywhere = hosts;
    }

    LocalProcess vantage(
            Place place, InetSocketAddress http, String log, Map<String, String> more) {
        return vantage(place, http, log, everywhere, more);
    }

    LocalProcess vantage(
            Place place,
            InetSocketAddress http,
            String log,
            Hosts hosts,
            Map<String, String> more) {
        var environment = new LinkedHashMap<>(common);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", log);
        environment.put("MUSTER_HEALTH_VANTAGE", place.label() + "-1");
        environment.put("MUSTER_HEALTH_FAILURE_DOMAIN", place.failureDomain());
        environment.putAll(more);
        return start("health-monitor", place.label() + "-health", http, hosts, environment);
    }

    LocalProcess decider(Place place, InetSocketAddress http, String log, Path plans) {
        var environment = new LinkedHashMap<>(common);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", log);
        environment.put("MUSTER_PLANS_DIR", plans.toString());
        return start(
                "failover-service", place.label() + "-failover", http, everywhere, environment);
    }

    LocalProcess guard(Place place, InetSocketAddress http, String log, Map<String, String> more) {
        var environment = new LinkedHashMap<>(common);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", log);
        environment.put("MUSTER_FAILOVER_ROLE", "guard");
        environment.put("MUSTER_SITE", place.label());
        environment.putAll(more);
        return start("failover-service", place.label() + "-guard", http, everywhere, environment);
    }

    LocalProcess backup(Place place, InetSocketAddress http, String log, Map<String, String> more) {
        var environment = new LinkedHashMap<>(common);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", log);
        environment.put("MUSTER_SITE", place.label());
        environment.put("MUSTER_BACKUP_POSTGRES_BIN", PostgresServer.programs().toString());
        var launcher = String.join(",", PostgresServer.launcher());
        if (!launcher.isEmpty()) {
            environment.put("MUSTER_BACKUP_POSTGRES_LAUNCHER", launcher);
        }
        environment.putAll(more);
        return start("backup-service", place.label() + "-backup", http, everywhere, environment);
    }

    private LocalProcess start(
            String module,
            String name,
            InetSocketAddress http,
            Hosts hosts,
            Map<String, String> more) {
        return start(
                module,
                name,
                http,
                more,
                Stream.concat(
                                SMALL.stream(),
                                Stream.of(hosts.flag(table.directory(name).resolve("hosts"))))
                        .toList());
    }

    /**
     * Starts a service.
     *
     * @param module its folder
     * @param name of the process and of the instance
     * @param more what it is told besides its name, its address and where it keeps its state
     * @param jvm flags of its Java
     */
    public LocalProcess start(
            String module,
            String name,
            InetSocketAddress http,
            Map<String, String> more,
            List<String> jvm) {
        var directory = table.directory(name);
        var environment = new LinkedHashMap<>(more);
        environment.put("MUSTER_INSTANCE", name);
        environment.put("MUSTER_STATE_DIR", directory.resolve("state").toString());
        environment.put("QUARKUS_HTTP_HOST", http.getAddress().getHostAddress());
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(http.getPort()));
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvm);
        line.addAll(
                List.of(
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dvertx.disableDnsResolver=true",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-jar",
                        jar(module).toString()));
        return table.start(Command.of(name, directory, line).with(environment));
    }

    private Path jar(String module) {
        var jar = home.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    jar + " is not there: build first, ./muster demo does it");
        }
        return jar;
    }
}
