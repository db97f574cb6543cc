package dev.muster.sandbox.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The directory of a broker: its settings and its formatted log directory. */
record BrokerDisk(Path directory) {

    private static final String SETTINGS =
            """
            process.roles=broker,controller
            node.id=1
            controller.listener.names=CONTROLLER
            inter.broker.listener.name=LOCAL
            auto.create.topics.enable=false
            num.partitions=1
            default.replication.factor=1
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=4
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            transaction.state.log.num.partitions=4
            share.coordinator.state.topic.replication.factor=1
            share.coordinator.state.topic.min.isr=1
            group.initial.rebalance.delay.ms=0
            group.min.session.timeout.ms=1000
            group.consumer.min.session.timeout.ms=1000
            group.consumer.min.heartbeat.interval.ms=300
            transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
            # Small, and quick to be itself again after a kill -9.
            broker.heartbeat.interval.ms=300
            broker.session.timeout.ms=1500
            controller.quorum.election.timeout.ms=200
            controller.quorum.fetch.timeout.ms=600
            controlled.shutdown.enable=false
            num.network.threads=2
            num.io.threads=4
            background.threads=2
            num.recovery.threads.per.data.dir=2
            log.cleaner.dedupe.buffer.size=4194304
            log.index.size.max.bytes=1048576
            offsets.topic.segment.bytes=8388608
            transaction.state.log.segment.bytes=8388608
            """;

    private static final String QUIET =
            """
            handlers=java.util.logging.ConsoleHandler
            .level=WARNING
            java.util.logging.SimpleFormatter.format=%1$tT.%1$tL %4$s %3$s %5$s%6$s%n
            """;

    private static final String LOG4J =
            """
            status=error
            appender.out.type=Console
            appender.out.name=out
            rootLogger.level=warn
            rootLogger.appenderRef.out.ref=out
            """;

    static BrokerDisk format(
            Path directory, List<Listener> listeners, InetSocketAddress controller) {
        BrokerDisk disk = new BrokerDisk(directory);
        Listener controllerDoor = Listener.direct("CONTROLLER", controller);
        String bind =
                Stream.concat(listeners.stream(), Stream.of(controllerDoor))
                        .map(Listener::bindUri)
                        .collect(Collectors.joining(","));
        String advertised =
                listeners.stream().map(Listener::advertisedUri).collect(Collectors.joining(","));
        String protocols =
                Stream.concat(listeners.stream(), Stream.of(controllerDoor))
                        .map(door -> door.name() + ":PLAINTEXT")
                        .collect(Collectors.joining(","));
        try {
            Files.writeString(
                    disk.properties(),
                    SETTINGS
                            + "controller.quorum.voters=1@%s%n".formatted(Listener.text(controller))
                            + "listeners=%s%n".formatted(bind)
                            + "advertised.listeners=%s%n".formatted(advertised)
                            + "listener.security.protocol.map=%s%n".formatted(protocols)
                            + "log.dirs=%s%n".formatted(directory.resolve("log")));
            Files.writeString(disk.logging(), QUIET);
            Files.writeString(disk.log4j(), LOG4J);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the settings of a broker", e);
        }
        disk.formatLog();
        return disk;
    }

    Path properties() {
        return directory.resolve("server.properties");
    }

    Path logging() {
        return directory.resolve("logging.properties");
    }

    Path log4j() {
        return directory.resolve("log4j2.properties");
    }

    private void formatLog() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code =
                StorageTool.execute(
                        new String[] {
                            "format",
                            "--cluster-id",
                            Uuid.randomUuid().toString(),
                            "--config",
                            properties().toString(),
                            "--feature",
                            "transaction.version=2"
                        },
                        new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new IllegalStateException(
                    "cannot format "
                            + directory
                            + ": "
                            + said.toString(StandardCharsets.UTF_8).strip());
        }
    }
}
