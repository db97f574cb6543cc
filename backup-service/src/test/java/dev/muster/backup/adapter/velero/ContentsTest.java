package dev.muster.backup.adapter.velero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.muster.backup.adapter.velero.Contents.Item;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentsTest {

    @Test
    void an_object_that_is_there_in_two_versions_counts_once() throws IOException {
        var contents = read(archive(shop()));

        assertThat(contents.items())
                .containsExactlyInAnyOrder(
                        new Item("deployments.apps", "shop", "web"),
                        new Item("namespaces", "", "shop"));
        assertThat(contents.versions())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("deployments.apps", "v1", "namespaces", "v1"));
        assertThat(contents.broken()).isEmpty();
    }

    @Test
    void an_object_that_is_another_one_is_named() throws IOException {
        var files = shop();
        files.put("resources/secrets/namespaces/shop/key.json", "{\"metadata\":{\"name\":\"x\"}}");

        assertThat(read(archive(files)).broken())
                .containsExactly("secrets shop/key is not the object it should be");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.99})
    void an_archive_that_breaks_off_is_read_by_nobody(double share) throws IOException {
        var whole = archive(shop());
        var part = Arrays.copyOf(whole, (int) (whole.length * share));

        assertThatIOException().isThrownBy(() -> read(part));
    }

    @Test
    void an_archive_with_one_wrong_byte_is_read_by_nobody() throws IOException {
        var archive = archive(shop());
        archive[archive.length - 6] ^= 1;

        assertThatIOException().isThrownBy(() -> read(archive));
    }

    private static Map<String, String> shop() {
        var files = new LinkedHashMap<String, String>();
        files.put("metadata/version", "1.1.0");
        files.put("resources/deployments.apps/namespaces/shop/web.json", named("web"));
        files.put(
                "resources/deployments.apps/v1-preferredversion/namespaces/shop/web.json",
                named("web"));
        files.put("resources/namespaces/cluster/shop.json", named("shop"));
        files.put("resources/namespaces/v1-preferredversion/cluster/shop.json", named("shop"));
        return files;
    }

    private static String named(String name) {
        return "{\"kind\":\"Any\",\"metadata\":{\"name\":\"%s\"}}".formatted(name);
    }

    private static Contents read(byte[] archive) throws IOException {
        return Contents.read(new ByteArrayInputStream(archive));
    }

    private static byte[] archive(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var archive = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (var file : files.entrySet()) {
                var text = file.getValue().getBytes(StandardCharsets.UTF_8);
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(text.length);
                archive.putArchiveEntry(entry);
                archive.write(text);
                archive.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
