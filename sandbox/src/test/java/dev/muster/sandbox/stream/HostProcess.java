package dev.muster.sandbox.stream;

import dev.muster.events.wire.Topics;
import dev.muster.stream.HostSettings;
import dev.muster.stream.MachineHost;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A host in a process of its own, to be killed. */
public final class HostProcess {

    private HostProcess() {}

    /**
     * Runs until it is killed.
     *
     * @param arguments brokers, state directory
     */
    public static void main(String[] arguments) throws InterruptedException {
        var host =
                new MachineHost<>(
                        new CountingMachine(),
                        CountingMachine.Count.class,
                        EnumSet.of(Topics.FAILOVER_REQUESTED),
                        settings(arguments[0], Path.of(arguments[1])),
                        new SimpleMeterRegistry());
        host.start();
        new CountDownLatch(1).await();
    }

    static HostSettings settings(String brokers, Path state) {
        return settings(brokers, state, Map.of());
    }

    static HostSettings settings(String brokers, Path state, Map<String, String> kafka) {
        return new HostSettings(
                brokers,
                Topics.DEFAULT_PREFIX,
                state,
                "host",
                HostSettings.DEFAULT_TICK,
                HostSettings.DEFAULT_STALL,
                kafka);
    }
}
