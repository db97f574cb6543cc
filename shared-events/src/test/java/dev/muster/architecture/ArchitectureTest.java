package dev.muster.architecture;

import static dev.muster.architecture.ArchitectureRules.mainClassesOf;
import static dev.muster.architecture.ArchitectureRules.ofWhatIsShared;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shared rules, held against what is shared. */
class ArchitectureTest {

    static Stream<ArchRule> rules() {
        return ofWhatIsShared().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void the_house_rules_hold(ArchRule rule) {
        rule.check(mainClassesOf("dev.muster"));
    }
}
