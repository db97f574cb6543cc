package dev.muster.backup.adapter.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as PostgreSQL gives them; the expectations are answers of pg_walfile_name. */
class SegmentTest {

    private static final long MB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "1, 0/3000148,   16, 000000010000000000000003",
        "1, 16/B374D848, 16, 0000000100000016000000B3",
        "2, 0/0,         16, 000000020000000000000000",
        "10, 1/0,        16, 0000000A0000000100000000",
        "1, 0/FFFFFFFF,  16, 0000000100000000000000FF",
        "1, 16/B374D848, 64, 00000001000000160000002C",
        "1, 16/B374D848,  1, 000000010000001600000B37",
    })
    void a_position_lies_in_the_segment_that_the_server_says(
            int timeline, String position, long megabytes, String name) {
        var segment = Segment.at(timeline, Lsn.of(position), megabytes * MB);

        assertThat(segment.name()).isEqualTo(name);
        assertThat(Segment.named(name, megabytes * MB)).contains(segment);
    }

    @Test
    void the_next_segment_of_a_full_log_file_is_the_first_of_the_next() {
        var last = Segment.named("0000000100000000000000FF", 16 * MB).orElseThrow();

        assertThat(last.next().name()).isEqualTo("000000010000000100000000");
        assertThat(last.end()).isEqualTo(Lsn.of("1/0"));
    }

    @Test
    void other_files_of_the_log_are_no_segments() {
        for (var name :
                List.of("00000002.history", "000000010000000000000003.partial", "archive_status")) {
            assertThat(Segment.named(name, 16 * MB)).isEmpty();
        }
    }

    @Test
    void a_position_is_written_as_it_was_read() {
        assertThat(Lsn.of("16/B374D848").toString()).isEqualTo("16/B374D848");
        assertThatThrownBy(() -> Lsn.of("B374D848")).isInstanceOf(IllegalArgumentException.class);
    }
}
