package dev.muster.sandbox.velero;

import dev.muster.sandbox.objectstore.ObjectStore;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Where a Velero keeps its backups.
 *
 * @param endpoint of a store of the sandbox
 * @param bucket in it, made before
 * @param readOnly whether this site only restores from it, as a standby does
 */
public record BackupLocation(URI endpoint, String bucket, boolean readOnly) {

    /** A location that takes backups. */
    public static BackupLocation in(ObjectStore store, String bucket) {
        return new BackupLocation(store.endpoint(), bucket, false);
    }

    /** The same from which a site may only restore. */
    public BackupLocation forReading() {
        return new BackupLocation(endpoint, bucket, true);
    }

    /** The same reached through a link at that address. */
    public BackupLocation through(InetSocketAddress link) {
        return new BackupLocation(ObjectStore.endpoint(link), bucket, readOnly);
    }
}
