package dev.muster.backup.app;

import dev.muster.plan.Assurance.ObjectStore;

/** Opens buckets; a port. */
public interface Buckets {

    /** The bucket, with the credentials that lie there now. */
    Bucket open(ObjectStore store) throws StorageTrouble;
}
