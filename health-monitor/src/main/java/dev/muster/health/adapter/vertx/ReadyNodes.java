package dev.muster.health.adapter.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many of the listed nodes are ready.
 *
 * @param more whether there are nodes beyond those listed
 */
record ReadyNodes(int ready, int all, boolean more) {

    /**
     * Asked for as a table, which holds a node in a hundred bytes instead of ten thousand; a server
     * that knows no tables answers with the nodes themselves.
     */
    static final String ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    /** The query that goes with it. */
    static final String PATH = "/api/v1/nodes?limit=500&includeObject=None";

    /**
     * Reads either form.
     *
     * @throws RuntimeException when it is neither
     */
    static ReadyNodes read(Buffer body) {
        var list = new JsonObject(body);
        boolean more =
                !list.getJsonObject("metadata", new JsonObject())
                        .getString("continue", "")
                        .isEmpty();
        return "Table".equals(list.getString("kind"))
                ? ofTable(list, more)
                : ofNodes(list.getJsonArray("items"), more);
    }

    boolean areEnough(double share) {
        return all > 0 && ready >= share * all;
    }

    @Override
    public String toString() {
        return ready + " of " + (more ? "the first " : "") + all + " nodes are ready";
    }

    /** The column Status of a node is Ready, NotReady or Unknown, with more words after a comma. */
    private static ReadyNodes ofTable(JsonObject table, boolean more) {
        var columns = table.getJsonArray("columnDefinitions");
        int status =
                IntStream.range(0, columns.size())
                        .filter(i -> "Status".equals(columns.getJsonObject(i).getString("name")))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no column Status"));
        var rows = table.getJsonArray("rows", new JsonArray());
        long ready =
                objects(rows)
                        .filter(
                                row -> {
                                    var words = row.getJsonArray("cells").getString(status);
                                    return words.equals("Ready") || words.startsWith("Ready,");
                                })
                        .count();
        return new ReadyNodes((int) ready, rows.size(), more);
    }

    private static ReadyNodes ofNodes(@Nullable JsonArray nodes, boolean more) {
        if (nodes == null) {
            throw new IllegalArgumentException("no list of nodes");
        }
        long ready =
                objects(nodes)
                        .map(node -> node.getJsonObject("status", new JsonObject()))
                        .flatMap(
                                status ->
                                        objects(status.getJsonArray("conditions", new JsonArray())))
                        .filter(
                                condition ->
                                        "Ready".equals(condition.getString("type"))
                                                && "True".equals(condition.getString("status")))
                        .count();
        return new ReadyNodes((int) ready, nodes.size(), more);
    }

    private static java.util.stream.Stream<JsonObject> objects(JsonArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject);
    }
}
