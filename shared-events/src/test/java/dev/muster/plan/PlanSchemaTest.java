package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.muster.plan.yaml.YamlReader;
import dev.muster.plan.yaml.YamlTree;
import dev.muster.plan.yaml.YamlTree.Mapping;
import dev.muster.plan.yaml.YamlTree.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema and the parser say the same of every place of every example. */
@Tag("slow")
class PlanSchemaTest {

    private static final YamlTree NONSENSE =
            new Sequence("", 1, List.of(new Sequence("", 1, List.of())));

    private static Schema schema =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema("{}");

    @BeforeAll
    static void read() throws IOException {
        schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(Examples.DOCS.resolve("plan.schema.json")));
    }

    static List<String> examples() {
        return Examples.ALL;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_example_fits_the_schema(String example) {
        for (var document : YamlReader.read(Examples.text(example)).documents()) {
            assertThat(schema.validate(Trees.json(document), InputFormat.JSON)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_unknown_field_at_any_place_is_refused_by_both(String example) {
        var empty = new Mapping("", 1, Map.of());
        everywhere(
                example,
                Mapping.class,
                mapping -> Trees.with(mapping, "surprise", empty),
                (place, fits, accepted) ->
                        assertThat(fits || accepted).as("surprise in " + place).isFalse());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void a_value_of_the_wrong_kind_at_any_place_is_refused_by_both(String example) {
        everywhere(
                example,
                YamlTree.class,
                _ -> NONSENSE,
                (place, fits, accepted) ->
                        assertThat(fits || accepted).as("a list of lists at " + place).isFalse());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void both_agree_on_what_must_be_there(String example) {
        var documents = YamlReader.read(Examples.text(example)).documents();
        for (int i = 0; i < documents.size(); i++) {
            for (var place : Trees.all(documents.get(i))) {
                if (place instanceof Mapping mapping) {
                    for (var name : mapping.entries().keySet()) {
                        var path = YamlTree.field(place.path(), name);
                        var less =
                                Trees.changed(
                                        documents.get(i), place, one -> Trees.without(one, name));
                        var faults = faults(documents, i, less);
                        var missed =
                                faults.contains(path + ": it is missing") && !isSite(example, name);
                        if (missed) {
                            assertThat(fits(less)).as("without " + path).isFalse();
                        }
                        if (!fits(less)) {
                            assertThat(faults).as("without " + path).isNotEmpty();
                        }
                    }
                }
            }
        }
    }

    /** Asked of every place of every document: does the schema accept it, does the parser? */
    private interface Judgement {
        void on(String place, boolean fits, boolean accepted);
    }

    private static void everywhere(
            String example,
            Class<? extends YamlTree> kind,
            UnaryOperator<YamlTree> change,
            Judgement judgement) {
        var documents = YamlReader.read(Examples.text(example)).documents();
        for (int i = 0; i < documents.size(); i++) {
            for (var place : Trees.all(documents.get(i))) {
                if (kind.isInstance(place)) {
                    var changed = Trees.changed(documents.get(i), place, change);
                    judgement.on(
                            example + " document " + i + " " + place.path(),
                            fits(changed),
                            parse(documents, i, changed) instanceof PlanReading.Accepted);
                }
            }
        }
    }

    private static boolean fits(YamlTree document) {
        return schema.validate(Trees.json(document), InputFormat.JSON).isEmpty();
    }

    private static PlanReading parse(List<YamlTree> documents, int index, YamlTree instead) {
        var sources = new ArrayList<PlanParser.Source>();
        for (int i = 0; i < documents.size(); i++) {
            var tree = i == index ? instead : documents.get(i);
            sources.add(new PlanParser.Source("document " + i, Trees.json(tree)));
        }
        return PlanParser.parse(sources);
    }

    private static List<String> faults(List<YamlTree> documents, int index, YamlTree less) {
        return parse(documents, index, less) instanceof PlanReading.Refused refused
                ? refused.faults().stream()
                        .filter(fault -> fault.document().startsWith("document " + index + ":"))
                        .map(fault -> fault.path() + ": " + fault.problem())
                        .toList()
                : List.of();
    }

    /** The schema cannot know which sites a plan has. */
    private static boolean isSite(String example, String name) {
        return Examples.text(example).contains("kind: Site\nmetadata: {name: " + name + "}");
    }
}
