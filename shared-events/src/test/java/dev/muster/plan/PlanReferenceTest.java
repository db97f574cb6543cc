package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference page speaks of every field of the schema, with its default, and of no other. */
class PlanReferenceTest {

    private static final Pattern ROW =
            Pattern.compile("\\| `([^`]+)` \\| .*? \\| (required|`.*?`|) \\| .* \\|");
    private static final Set<String> OWN_TABLE = Set.of("credential", "endpoint", "schedule");

    @ParameterizedTest
    @CsvSource({
        "## Site,                    spec,       site",
        "## RecoveryPlan,            spec,       plan",
        "It is named:,               credential, credential",
        "A PostgreSQL server:,       endpoint,   endpoint",
        "A schedule:,                schedule,   schedule",
    })
    void every_field_of_the_schema_is_explained(String heading, String root, String definition)
            throws IOException {
        var schema =
                new ObjectMapper()
                        .readTree(Files.readString(Examples.DOCS.resolve("plan.schema.json")));
        var expected = new TreeMap<String, String>();
        collect(schema.get("$defs"), schema.get("$defs").get(definition), root, expected);

        assertThat(rows(heading)).containsExactlyInAnyOrderEntriesOf(expected);
    }

    /** Field and default of each row of the first table after the heading. */
    private static Map<String, String> rows(String heading) throws IOException {
        var rows = new TreeMap<String, String>();
        Files.readString(Examples.DOCS.resolve("plan.md"))
                .lines()
                .dropWhile(line -> !line.endsWith(heading))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .forEach(
                        line -> {
                            var row = ROW.matcher(line);
                            assertThat(row.matches()).as(line).isTrue();
                            rows.put(row.group(1), row.group(2));
                        });
        return rows;
    }

    private static void collect(
            JsonNode definitions, JsonNode given, String path, Map<String, String> fields) {
        var node = resolved(definitions, given);
        if (node.has("items")) {
            descend(definitions, node.get("items"), path + "[]", fields);
        }
        node.path("oneOf").forEach(one -> collect(definitions, one, path, fields));
        var required = new HashSet<String>();
        node.path("required").forEach(name -> required.add(name.asText()));
        for (var property : node.path("properties").properties()) {
            var at = path + "." + property.getKey();
            var fallback =
                    property.getValue().path("default").isMissingNode()
                                    && property.getValue()
                                            .path("$ref")
                                            .asText()
                                            .endsWith("/timeZone")
                            ? resolved(definitions, property.getValue()).path("default")
                            : property.getValue().path("default");
            fields.put(
                    at,
                    required.contains(property.getKey())
                            ? "required"
                            : fallback.isMissingNode()
                                    ? ""
                                    : "`"
                                            + (fallback.isTextual() ? fallback.asText() : fallback)
                                            + "`");
            descend(definitions, property.getValue(), at, fields);
        }
        for (var pattern : node.path("patternProperties")) {
            fields.put(path + ".SITE", "required");
            descend(definitions, pattern, path + ".SITE", fields);
        }
    }

    private static void descend(
            JsonNode definitions, JsonNode node, String path, Map<String, String> fields) {
        var ref = node.path("$ref").asText().replaceFirst(".*/", "");
        if (!OWN_TABLE.contains(ref)) {
            collect(definitions, node, path, fields);
        }
    }

    private static JsonNode resolved(JsonNode definitions, JsonNode node) {
        return node.has("$ref")
                ? definitions.get(node.get("$ref").asText().replaceFirst(".*/", ""))
                : node;
    }
}
