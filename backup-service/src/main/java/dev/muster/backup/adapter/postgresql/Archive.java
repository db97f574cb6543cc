package dev.muster.backup.adapter.postgresql;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a base backup through, byte by byte, and compares all of it with its manifest; lays it down
 * on the way, if that is wanted.
 */
final class Archive {

    private static final int CHUNK = 1 << 20;

    private final Manifest manifest;
    private final LongConsumer progress;

    Archive(Manifest manifest, LongConsumer progress) {
        this.manifest = manifest;
        this.progress = progress;
    }

    /** What is not as the manifest says; empty when all of it is. */
    List<String> compare(InputStream in) throws IOException {
        return go(in, null);
    }

    /** Lays the files down in the folder, which has to be there and empty. */
    List<String> extract(InputStream in, Path folder) throws IOException {
        return go(in, folder);
    }

    private List<String> go(InputStream in, @Nullable Path folder) throws IOException {
        var wrong = new ArrayList<String>();
        var missing = new HashMap<String, Manifest.Entry>();
        manifest.files().forEach(file -> missing.put(file.path(), file));
        var digested = new DigestInputStream(in, BaseWriter.sha256());
        try (var tar =
                new TarArchiveInputStream(
                        new ZstdInputStream(new BufferedInputStream(digested, CHUNK)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isDirectory()) {
                    directory(folder, entry);
                } else {
                    var path = entry.getName();
                    var digest = file(tar, folder, path);
                    var wanted = missing.remove(path);
                    if (wanted == null) {
                        wrong.add(path + " is not in the manifest");
                    } else if (!wanted.sha256().equals(digest)
                            || wanted.bytes() != entry.getSize()) {
                        wrong.add(path + " is not as the manifest says");
                    }
                }
            }
            digested.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            if (e instanceof dev.muster.backup.app.StorageTrouble
                    || String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
            wrong.add("the archive cannot be read to its end: " + e.getMessage());
        }
        missing.keySet().stream()
                .sorted()
                .limit(5)
                .forEach(path -> wrong.add(path + " is missing in the archive"));
        var sum = HexFormat.of().formatHex(digested.getMessageDigest().digest());
        if (!sum.equals(manifest.archiveSha256())) {
            wrong.add("the archive has another checksum than its manifest says");
        }
        return wrong;
    }

    private static void directory(@Nullable Path folder, TarArchiveEntry entry) throws IOException {
        if (folder != null) {
            Files.createDirectories(inside(folder, entry.getName()), OWN);
        }
    }

    private String file(InputStream tar, @Nullable Path folder, String path) throws IOException {
        var digest = BaseWriter.sha256();
        try (var out =
                folder == null
                        ? OutputStream.nullOutputStream()
                        : Files.newOutputStream(inside(folder, path))) {
            var buffer = new byte[CHUNK];
            for (var some = tar.read(buffer); some >= 0; some = tar.read(buffer)) {
                out.write(buffer, 0, some);
                digest.update(buffer, 0, some);
                progress.accept(some);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static final java.nio.file.attribute.FileAttribute<?> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static Path inside(Path folder, String name) throws IOException {
        var path = folder.resolve(name).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException(name + " would leave the folder");
        }
        return path;
    }
}
