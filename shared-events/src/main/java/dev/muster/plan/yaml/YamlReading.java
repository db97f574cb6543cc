package dev.muster.plan.yaml;

import java.util.List;

/**
 * What came of reading a text: its documents, and everything that is wrong with it as YAML.
 *
 * @param documents those that could be read, faulty values left out
 */
public record YamlReading(List<YamlTree> documents, List<Fault> faults) {
    public YamlReading {
        documents = List.copyOf(documents);
        faults = List.copyOf(faults);
    }

    /**
     * Something that is not YAML, or that YAML allows and we do not.
     *
     * @param document its place among those that could be read; one past the last when there is no
     *     more
     */
    public record Fault(int document, int line, String path, String problem, String remedy) {}
}
