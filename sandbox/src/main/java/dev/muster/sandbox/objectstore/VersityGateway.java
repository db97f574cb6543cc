package dev.muster.sandbox.objectstore;

import dev.muster.sandbox.process.Command;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * Versity's S3 gateway: versions, object lock, every checksum of S3.
 *
 * <p>It keeps what it knows of an object in extended attributes of the object's file. Its other
 * way, a folder beside the objects, loses an object that is written again after it was deleted in a
 * bucket with versions (seen with 1.8.0).
 */
record VersityGateway(Path program) implements StoreProgram {

    static final String PROGRAM = "versitygw";

    @Override
    public String kind() {
        return "versitygw";
    }

    @Override
    public Command command(String name, Path directory, InetSocketAddress address) {
        return Command.of(
                        name,
                        directory,
                        List.of(
                                program.toString(),
                                "--port=%s:%d"
                                        .formatted(
                                                address.getAddress().getHostAddress(),
                                                address.getPort()),
                                "--region=" + ObjectStore.REGION,
                                "--quiet",
                                "posix",
                                "--versioning-dir=" + directory.resolve("versions"),
                                StoreProgram.buckets(directory).toString()))
                .with("ROOT_ACCESS_KEY_ID", ObjectStore.ACCESS_KEY)
                .with("ROOT_SECRET_ACCESS_KEY", ObjectStore.SECRET_KEY);
    }
}
