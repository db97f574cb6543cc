package dev.muster.sandbox.kubernetes;

import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.JavaProcess;
import dev.muster.sandbox.process.LocalProcess;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process of a Deployment, started again with growing pauses when it ends by itself. */
final class Replica {

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final int PROBE_MILLIS = 700;

    private final Node node;
    private final String name;
    private final Container container;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable LocalProcess process;
    private long started;
    private long mayStart = System.nanoTime();
    private Duration pause = FIRST_PAUSE;
    private boolean ready;

    Replica(Node node, String deployment, int index, Container container) {
        this.node = node;
        this.name = deployment + "-" + index;
        this.container = container;
        environment.put("MUSTER_SITE", node.site());
        environment.put("MUSTER_REPLICA", Integer.toString(index));
        environment.put("MUSTER_ADDRESS", node.addressOf(index).getHostAddress());
        for (EnvVar each : container.getEnv()) {
            environment.put(each.getName(), expand(each.getValue() == null ? "" : each.getValue()));
        }
    }

    /** Starts it when it should run and does not, and looks whether it is ready. */
    void tend() {
        long now = System.nanoTime();
        if (process != null && !process.isAlive()) {
            LOG.warn("{} ended; it starts again in {} ms", name, pause.toMillis());
            pause = now - started > STABLE.toNanos() ? FIRST_PAUSE : pause;
            mayStart = now + pause.toNanos();
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
            process = null;
        }
        if (process == null && now - mayStart >= 0) {
            started = now;
            try {
                process = node.table().start(command());
            } catch (UncheckedIOException e) {
                LOG.warn("{} cannot start: {}", name, e.getMessage());
                mayStart = now + LONGEST_PAUSE.toNanos();
            }
        }
        ready = process != null && process.isAlive() && probe();
    }

    boolean isReady() {
        return ready;
    }

    void end() {
        if (process != null) {
            process.kill9();
            process = null;
        }
        ready = false;
    }

    @Override
    public String toString() {
        return name;
    }

    private Command command() {
        List<String> line = new ArrayList<>();
        container.getCommand().forEach(each -> line.add(expand(each)));
        container.getArgs().forEach(each -> line.add(expand(each)));
        Command command =
                "java".equals(container.getImage())
                        ? JavaProcess.of(line.removeFirst())
                                .heap("48m")
                                .arguments(line)
                                .command(name, node.table().directory())
                        : Command.of(name, node.table().directory(), line);
        return command.with(environment).loggingTo(node.logs().resolve(name + ".log"));
    }

    /** Replaces $(VARIABLE) as Kubernetes does. */
    private String expand(String text) {
        String expanded = text;
        for (Map.Entry<String, String> each : environment.entrySet()) {
            expanded = expanded.replace("$(" + each.getKey() + ")", each.getValue());
        }
        return expanded;
    }

    private boolean probe() {
        HTTPGetAction get =
                container.getReadinessProbe() == null
                        ? null
                        : container.getReadinessProbe().getHttpGet();
        if (get == null) {
            return true;
        }
        URI uri =
                URI.create(
                        "http://%s:%d%s"
                                .formatted(
                                        environment.get("MUSTER_ADDRESS"),
                                        get.getPort().getIntVal(),
                                        get.getPath() == null ? "/" : get.getPath()));
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(PROBE_MILLIS);
            connection.setReadTimeout(PROBE_MILLIS);
            connection.setUseCaches(false);
            int code = connection.getResponseCode();
            connection.disconnect();
            return code >= 200 && code < 400;
        } catch (IOException notReady) {
            return false;
        }
    }
}
