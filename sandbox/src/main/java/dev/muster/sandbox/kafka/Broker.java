package dev.muster.sandbox.kafka;

import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.JavaProcess;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/** A real Kafka broker and controller in one process, whose disk outlives {@code kill -9}. */
public final class Broker implements AutoCloseable {

    /** The port of the broker's own door, which leads past all links. */
    public static final int LOCAL_PORT = 9092;

    private static final int CONTROLLER_PORT = 9093;
    private static final Duration UP_LIMIT = Duration.ofSeconds(60);
    private static final int REQUEST_MILLIS = 2_000;

    private final ProcessTable table;
    private final String name;
    private final Listener local;
    private final BrokerDisk disk;
    private final List<String> flags;
    private @Nullable LocalProcess process;

    private Broker(
            ProcessTable table, String name, Listener local, BrokerDisk disk, List<String> flags) {
        this.table = table;
        this.name = name;
        this.local = local;
        this.disk = disk;
        this.flags = List.copyOf(flags);
    }

    /**
     * Formats a disk and starts a broker on it.
     *
     * @param host where the broker is; it takes ports 9092 and 9093 there
     * @param doors further listeners, each with the address it advertises
     * @return when it answers
     */
    public static Broker start(
            ProcessTable table, String name, InetAddress host, Listener... doors) {
        return start(table, name, host, List.of(), doors);
    }

    /** The same with more flags of its Java, which is a small one that compiles once. */
    public static Broker start(
            ProcessTable table,
            String name,
            InetAddress host,
            List<String> flags,
            Listener... doors) {
        Listener local = Listener.direct("LOCAL", new InetSocketAddress(host, LOCAL_PORT));
        List<Listener> listeners = new ArrayList<>(List.of(local));
        listeners.addAll(List.of(doors));
        BrokerDisk disk =
                BrokerDisk.format(
                        table.directory(name),
                        listeners,
                        new InetSocketAddress(host, CONTROLLER_PORT));
        Broker broker = new Broker(table, name, local, disk, flags);
        broker.start();
        return broker;
    }

    /**
     * Starts the broker again on its disk and returns when it answers; does nothing while it runs.
     *
     * @throws IllegalStateException when it does not come up within a minute
     */
    public void start() {
        if (isAlive()) {
            return;
        }
        Path directory = disk.directory();
        LocalProcess started =
                table.start(
                        JavaProcess.of("kafka.Kafka")
                                .heap("384m")
                                .flags(
                                        "-Djava.util.logging.config.file=" + disk.logging(),
                                        "-Dlog4j2.configurationFile=" + disk.log4j(),
                                        "-Dkafka.logs.dir=" + directory)
                                .flags(flags.toArray(String[]::new))
                                .arguments(disk.properties().toString())
                                .command(name, directory));
        process = started;
        Deadline.in(UP_LIMIT)
                .until(
                        "broker " + name + " to answer",
                        () -> {
                            started.requireAlive();
                            return answers();
                        });
    }

    /** Ends the process as a power cut would. */
    public void kill9() {
        if (process != null) {
            process.kill9();
        }
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The process id of the running broker. */
    public long pid() {
        if (process == null) {
            throw new IllegalStateException("broker " + name + " was never started");
        }
        return process.pid();
    }

    /** The bootstrap address that leads to the broker past all links. */
    public String bootstrap() {
        return Listener.text(local.bind());
    }

    @Override
    public void close() {
        kill9();
    }

    private boolean answers() {
        try (Socket door = new Socket()) {
            door.connect(local.bind(), REQUEST_MILLIS);
        } catch (IOException notYet) {
            return false;
        }
        Map<String, Object> settings =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap(),
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        try (Admin admin = Admin.create(settings)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(REQUEST_MILLIS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
