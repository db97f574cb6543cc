package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is written, the answer is a plan without a fault, or faults. */
@Tag("slow")
class PlanParserFuzzTest {

    private static final int ROUNDS = 400;
    private static final List<String> SHARDS =
            List.of(
                    "",
                    " ",
                    "\n",
                    ": ",
                    "- ",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    "\"",
                    "'",
                    "&a ",
                    "*a",
                    "<<: ",
                    "!!x ",
                    "---\n",
                    "#",
                    "0",
                    "-1",
                    "99999999999999999999",
                    "1e400",
                    "null",
                    "true",
                    "~",
                    "é",
                    "\u202e",
                    "\u0007",
                    "\ud800",
                    "x.y",
                    "A.b-",
                    "*.example.org.",
                    "https://[::1",
                    "0s",
                    "@",
                    "\t",
                    "west",
                    "east",
                    "unreadable",
                    "*/0 * * * *");

    static List<String> examples() {
        return Examples.ALL;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void no_text_makes_the_parser_fail(String example) {
        var text = Examples.text(example);
        for (long seed = 0; seed < ROUNDS; seed++) {
            var random = new Random(seed);
            var mutated = new StringBuilder(text);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int from = random.nextInt(mutated.length());
                int to = Math.min(mutated.length(), from + random.nextInt(12));
                mutated.replace(from, to, SHARDS.get(random.nextInt(SHARDS.size())));
            }
            var reading = read(mutated.toString(), example + " seed " + seed);
            switch (reading) {
                case PlanReading.Accepted(Declarations declared) ->
                        assertThat(PlanValidator.validate(declared)).as("seed " + seed).isEmpty();
                case PlanReading.Refused(List<PlanFault> faults, Declarations sound) -> {
                    assertThat(faults).as("seed " + seed).isNotEmpty();
                    assertThat(PlanValidator.validate(sound)).as("seed " + seed).isEmpty();
                }
            }
        }
    }

    private static PlanReading read(String text, String which) {
        try {
            return PlanParser.parse(text);
        } catch (RuntimeException | StackOverflowError failure) {
            throw new AssertionError(which, failure);
        }
    }
}
