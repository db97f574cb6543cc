package dev.muster.sandbox.bench.measure;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param pairs how often each comparison is made
 * @param run how long one side of a pair runs
 * @param warmUp how long each side runs before anything counts
 * @param alerts how many alerts are taken in at once
 * @param faults how many targets fail, one after the other
 * @param flaps how many targets go away for less than the threshold
 * @param rows how many rows are dumped, of about 110 bytes each
 */
public record Scale(
        int pairs, Duration run, Duration warmUp, int alerts, int faults, int flaps, long rows) {

    public static final Scale FULL =
            new Scale(5, Duration.ofSeconds(3), Duration.ofSeconds(24), 10_000, 50, 20, 8_000_000);
    public static final Scale QUICK =
            new Scale(2, Duration.ofSeconds(1), Duration.ofSeconds(9), 10_000, 6, 4, 1_000_000);

    /** Says nothing about speed: shows that the bench itself works. */
    public static final Scale TINY =
            new Scale(1, Duration.ofMillis(300), Duration.ofMillis(500), 1_000, 2, 1, 20_000);
}
