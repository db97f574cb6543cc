package dev.muster.sandbox.objectstore;

import dev.muster.sandbox.process.Command;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A program that serves a folder by the S3 protocol. */
interface StoreProgram {

    /** What it is, for who watches. */
    String kind();

    /** The command that serves {@link #buckets} below its directory. */
    Command command(String name, Path directory, InetSocketAddress address);

    /** The folder that holds a folder for each bucket. */
    static Path buckets(Path directory) {
        return directory.resolve("buckets");
    }
}
