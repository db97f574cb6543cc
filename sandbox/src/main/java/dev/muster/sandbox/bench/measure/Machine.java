package dev.muster.sandbox.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the kernel says of the use of this machine's processors. */
public final class Machine {

    private static final long TICKS_PER_SECOND = 100;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int COUNTED_STATES = 8;

    private Machine() {}

    /** The process id of the bench itself. */
    public static long self() {
        return ProcessHandle.current().pid();
    }

    /** User and system time of a process so far: fields 14 and 15 of its {@code stat}. */
    public static Duration used(long pid) {
        try {
            var text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return ticks(Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]));
        } catch (NoSuchFileException gone) {
            return Duration.ZERO;
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    /** As {@link #used(long)}, of several processes under their names. */
    public static Map<String, Duration> used(Map<String, Long> processes) {
        var used = new LinkedHashMap<String, Duration>();
        processes.forEach((name, pid) -> used.put(name, used(pid)));
        return used;
    }

    /** How many processors others kept busy during the window, on average. */
    public static double foreignLoad(Collection<Long> ours, Duration window) {
        var before = notOurs(ours);
        var start = System.nanoTime();
        pause(window);
        var others = notOurs(ours).minus(before);
        return Math.max(0, others.toNanos() / (double) (System.nanoTime() - start));
    }

    /** Busy time of the whole machine that is not of these processes. */
    private static Duration notOurs(Collection<Long> ours) {
        var busy = busy();
        for (var pid : ours) {
            busy = busy.minus(used(pid));
        }
        return busy;
    }

    private static Duration busy() {
        var fields = line("/proc/stat").split(" +", -1);
        var sum = 0L;
        for (var state = 0; state < COUNTED_STATES; state++) {
            if (state != IDLE && state != IO_WAIT) {
                sum += Long.parseLong(fields[state + 1]);
            }
        }
        return ticks(sum);
    }

    /** The load average of the last minute. */
    public static double loadAverage() {
        return Double.parseDouble(line("/proc/loadavg").split(" ", -1)[0]);
    }

    /** What it is, in a few words. */
    public static String description() {
        return Runtime.getRuntime().availableProcessors()
                + " processors, Linux "
                + System.getProperty("os.version")
                + ", Java "
                + Runtime.version();
    }

    private static String line(String file) {
        try {
            return Files.readString(Path.of(file)).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration ticks(long ticks) {
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }
}
