package dev.muster.backup.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * One bucket of an object store. What was put is durable when the call returns; what cannot be done
 * is a {@link StorageTrouble}, with its remedy.
 */
public interface Bucket extends AutoCloseable {

    /**
     * An object as the store knows it.
     *
     * @param etag changes with its content
     */
    record Stored(String key, long bytes, String etag) {}

    /** Puts a small object, replacing what was there. */
    void put(String key, byte[] content) throws StorageTrouble;

    /**
     * A stream whose bytes become an object when it is closed, and nothing before; a few megabytes
     * are held in memory, whatever its length. {@link Upload#abandon} leaves nothing behind.
     */
    Upload upload(String key) throws StorageTrouble;

    /** The object's bytes; an exception when there is none. */
    InputStream read(String key) throws StorageTrouble;

    Optional<Stored> find(String key) throws StorageTrouble;

    /** All objects below the prefix, in the order of their keys. */
    List<Stored> list(String prefix) throws StorageTrouble;

    /** Those of them whose keys come after the given one. */
    List<Stored> list(String prefix, String after) throws StorageTrouble;

    /** Removes objects; what is not there is no trouble. */
    void remove(List<String> keys) throws StorageTrouble;

    @Override
    void close();

    /** An object in the making. */
    abstract class Upload extends OutputStream {

        /** Throws the bytes away. */
        public abstract void abandon();

        @Override
        public abstract void close() throws IOException;
    }
}
