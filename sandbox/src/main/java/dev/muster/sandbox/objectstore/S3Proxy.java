package dev.muster.sandbox.objectstore;

import dev.muster.sandbox.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * S3Proxy over a folder, for a machine that has only what Maven fetches: no versions and no object
 * lock.
 *
 * <p>It runs from a jar of its own, so that what it is made of never meets what we are made of.
 */
record S3Proxy(Path jar) implements StoreProgram {

    @Override
    public String kind() {
        return "s3proxy";
    }

    /** The jar that the build puts beside the sandbox's own classes. */
    static S3Proxy built() {
        try {
            Path classes =
                    Path.of(
                            S3Proxy.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            Path jar = classes.resolveSibling("s3proxy").resolve("s3proxy.jar");
            if (!Files.isRegularFile(jar)) {
                throw new IllegalStateException(jar + " is not there: build first, ./muster build");
            }
            return new S3Proxy(jar);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Command command(String name, Path directory, InetSocketAddress address) {
        return Command.of(
                name,
                directory,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It holds a request that is signed as a whole, up to 32 MB, in memory.
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        jar.toString(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        settings(directory, address).toString()));
    }

    private static Path settings(Path directory, InetSocketAddress address) {
        try {
            return Files.writeString(
                    directory.resolve("s3proxy.properties"),
                    """
                    s3proxy.endpoint=http://%s:%d
                    s3proxy.authorization=aws-v4
                    s3proxy.identity=%s
                    s3proxy.credential=%s
                    jclouds.provider=filesystem-nio2
                    jclouds.filesystem.basedir=%s
                    jclouds.identity=local
                    jclouds.credential=local
                    """
                            .formatted(
                                    address.getAddress().getHostAddress(),
                                    address.getPort(),
                                    ObjectStore.ACCESS_KEY,
                                    ObjectStore.SECRET_KEY,
                                    StoreProgram.buckets(directory)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
