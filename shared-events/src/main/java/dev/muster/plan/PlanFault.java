package dev.muster.plan;

/**
 * One thing that is wrong with what the user declared.
 *
 * @param document where it was found, as {@code shop.yaml:14}
 * @param path the field, as {@code spec.failover.maxDataLoss}; empty for the document as a whole
 * @param problem what is wrong, without a full stop
 * @param remedy how to put it right, as a sentence
 */
public record PlanFault(String document, String path, String problem, String remedy) {

    /** Two lines for a person. */
    @Override
    public String toString() {
        return (path.isEmpty() ? document : path) + ": " + problem + ".\n  " + remedy;
    }

    /** The same, led by the document, for a list of faults of many files. */
    public String located() {
        return document + ": " + (path.isEmpty() ? "" : path + ": ") + problem + ".\n  " + remedy;
    }
}
