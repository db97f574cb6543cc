package dev.muster.sandbox.objectstore;

class S3ProxyIT extends ObjectStoreContract {

    @Override
    ObjectStore started() {
        return ObjectStore.startS3Proxy(table, "store", neighbourhood.socket(9, 1, 7070));
    }
}
