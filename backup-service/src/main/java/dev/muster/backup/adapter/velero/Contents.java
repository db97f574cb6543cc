package dev.muster.backup.adapter.velero;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What the archive of a backup holds, read from its first byte to its last.
 *
 * @param items every object once, though the archive holds some in several versions
 * @param versions the preferred version of each resource
 * @param broken what is in it and cannot be read
 */
record Contents(Set<Item> items, Map<String, String> versions, List<String> broken) {

    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_BROKEN = 10;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** {@code resources/deployments.apps/v1-preferredversion/namespaces/shop/web.json}. */
    private static final Pattern PATH =
            Pattern.compile(
                    "resources/([^/]+)/(?:(?:([^/]+)-preferredversion|[^/]+)/)?"
                            + "(?:namespaces/([^/]+)|cluster)/([^/]+)\\.json");

    Contents {
        items = Set.copyOf(items);
        versions = Map.copyOf(versions);
        broken = List.copyOf(broken);
    }

    /**
     * One object of the cluster.
     *
     * @param resource its plural and, behind a point, its group
     * @param namespace empty when it has none
     */
    record Item(String resource, String namespace, String name) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return resource + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
        }
    }

    /** Reads a gzipped archive to its end; what breaks off is an exception. */
    static Contents read(InputStream gzipped) throws IOException {
        var items = new TreeSet<Item>();
        var versions = new TreeMap<String, String>();
        var broken = new ArrayList<String>();
        try (var plain = new GZIPInputStream(gzipped);
                var archive = new TarArchiveInputStream(plain)) {
            var entry = archive.getNextEntry();
            while (entry != null) {
                var path = PATH.matcher(entry.getName());
                if (!entry.isDirectory() && path.matches()) {
                    var item =
                            new Item(
                                    path.group(1),
                                    path.group(3) == null ? "" : path.group(3),
                                    path.group(4));
                    items.add(item);
                    if (path.group(2) != null) {
                        versions.put(item.resource(), path.group(2));
                    }
                    if (broken.size() < MOST_BROKEN && !isObject(archive, item)) {
                        broken.add(item + " is not the object it should be");
                    }
                }
                entry = archive.getNextEntry();
            }
            // what is behind the last entry has a checksum over all of it
            plain.transferTo(OutputStream.nullOutputStream());
        }
        return new Contents(items, versions, broken);
    }

    private static boolean isObject(InputStream entry, Item item) throws IOException {
        var text = entry.readNBytes(MOST_BYTES);
        try {
            var name = JSON.readTree(text).path("metadata").path("name").asText("");
            return name.equals(item.name());
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
