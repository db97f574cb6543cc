package dev.muster.backup;

import static dev.muster.architecture.ArchitectureRules.mainClassesOf;
import static dev.muster.architecture.ArchitectureRules.ofService;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shared rules, held against this service. */
class ArchitectureTest {

    private static final String ROOT = "dev.muster.backup";

    static Stream<ArchRule> rules() {
        return ofService(ROOT).stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void the_house_rules_hold(ArchRule rule) {
        rule.check(mainClassesOf(ROOT));
    }
}
