package dev.muster.backup.adapter.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.RecoveryPoint.LogPosition;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the names in the bucket tell of the log. */
class LogChainTest {

    private static final long SIZE = 16L << 20;

    private static LogChain chain(String... names) {
        return LogChain.of(
                Arrays.stream(names).map(name -> new LogChain.Named(name, 100)).toList(), SIZE);
    }

    private static Segment segment(int number) {
        return new Segment(1, number, SIZE);
    }

    private static String whole(int number) {
        return segment(number).name() + ".zst";
    }

    private static String part(int number, long offset) {
        return String.format("%s.%08X.part", segment(number).name(), offset);
    }

    @Test
    void a_log_without_holes_misses_nothing() {
        assertThat(
                        chain(whole(3), whole(4), whole(5))
                                .missing(1, Lsn.of("0/3000148"), Lsn.of("0/6000000")))
                .isEmpty();
    }

    @Test
    void a_hole_is_named() {
        assertThat(chain(whole(3), whole(5)).missing(1, Lsn.of("0/3000148"), Lsn.of("0/6000000")))
                .containsExactly("000000010000000000000004");
    }

    @Test
    void after_a_move_the_log_goes_on_with_the_segment_in_which_the_timelines_part() {
        var history = Histories.read("1\t0/5000100\tno recovery target specified");
        var from = new LogPosition(1, "0/3000148");
        var second = "000000020000000000000005.zst";

        assertThat(chain(whole(3), whole(4), second).missing(from, 2, Lsn.of("0/6000000"), history))
                .isEmpty();
        assertThat(chain(whole(4), second).missing(from, 2, Lsn.of("0/6000000"), history))
                .containsExactly("000000010000000000000003");
        assertThat(chain(whole(3), whole(4)).missing(from, 2, Lsn.of("0/6000000"), history))
                .containsExactly("000000020000000000000005");
    }

    @Test
    void a_base_of_the_new_timeline_needs_nothing_of_the_old_one() {
        var history = Histories.read("1\t0/5000100\tno recovery target specified");

        assertThat(
                        chain("000000020000000000000006.zst")
                                .missing(
                                        new LogPosition(2, "0/6000028"),
                                        2,
                                        Lsn.of("0/7000000"),
                                        history))
                .isEmpty();
    }

    @Test
    void the_segment_that_is_being_written_is_no_hole() {
        assertThat(chain(whole(3), part(4, 0)).missing(1, Lsn.of("0/3000148"), Lsn.of("0/4000100")))
                .isEmpty();
    }

    @Test
    void parts_count_as_far_as_they_follow_one_another() {
        var chain = chain(part(4, 0), part(4, 100), part(4, 300));

        assertThat(chain.begun(segment(4))).isEqualTo(List.of(0L, 100L));
    }

    @Test
    void a_part_without_its_beginning_is_of_no_use() {
        assertThat(chain(part(4, 100)).has(segment(4))).isFalse();
    }

    @Test
    void the_last_segment_of_each_timeline_is_known() {
        var chain = chain(whole(3), part(4, 0), "000000020000000000000009.zst", "00000002.history");

        assertThat(chain.last(1)).contains(segment(4));
        assertThat(chain.last(2).map(Segment::number)).contains(9L);
        assertThat(chain.last(3)).isEmpty();
    }
}
