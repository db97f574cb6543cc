package dev.muster.plan;

import java.util.List;
import java.util.Set;

/** Which objects of a Kubernetes API are meant: those whose labels meet every requirement. */
public record LabelSelector(List<Requirement> requirements) {
    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /**
     * One demand on one label.
     *
     * @param values empty where only the label's presence counts
     */
    public record Requirement(String key, Operator operator, Set<String> values) {
        public Requirement {
            values = Set.copyOf(values);
        }
    }

    /** How a label is compared. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }
}
