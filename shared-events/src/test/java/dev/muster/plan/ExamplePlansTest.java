package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplePlansTest {

    static List<String> examples() {
        return Examples.ALL;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_example_of_the_documentation_is_accepted(String example) {
        var declared = Examples.accepted(Examples.text(example));

        assertThat(declared.plans()).isNotEmpty();
    }
}
