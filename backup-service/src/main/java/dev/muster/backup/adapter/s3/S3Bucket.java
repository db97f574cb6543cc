package dev.muster.backup.adapter.s3;

import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.StorageTrouble;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket that speaks S3. */
final class S3Bucket implements Bucket {

    private static final int REMOVED_AT_ONCE = 500;
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final String bucket;

    S3Bucket(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    private interface Call<T> {
        T make();
    }

    private <T> T call(String what, Call<T> call) throws StorageTrouble {
        try {
            return call.make();
        } catch (SdkException e) {
            throw S3Trouble.of(bucket, what, e);
        }
    }

    @Override
    public void put(String key, byte[] content) throws StorageTrouble {
        call(
                "put " + key,
                () ->
                        client.putObject(
                                r -> r.bucket(bucket).key(key), RequestBody.fromBytes(content)));
    }

    @Override
    public Upload upload(String key) {
        return new S3Upload(client, bucket, key);
    }

    @Override
    public InputStream read(String key) throws StorageTrouble {
        return call("read " + key, () -> client.getObject(r -> r.bucket(bucket).key(key)));
    }

    @Override
    public Optional<Stored> find(String key) throws StorageTrouble {
        return call(
                "look for " + key,
                () -> {
                    try {
                        var head = client.headObject(r -> r.bucket(bucket).key(key));
                        return Optional.of(
                                new Stored(key, head.contentLength(), String.valueOf(head.eTag())));
                    } catch (NoSuchKeyException e) {
                        return Optional.empty();
                    } catch (S3Exception e) {
                        if (e.statusCode() == NOT_FOUND) {
                            return Optional.empty();
                        }
                        throw e;
                    }
                });
    }

    @Override
    public List<Stored> list(String prefix) throws StorageTrouble {
        return list(prefix, prefix);
    }

    @Override
    public List<Stored> list(String prefix, String after) throws StorageTrouble {
        return call(
                "list " + prefix,
                () ->
                        client
                                .listObjectsV2Paginator(
                                        r -> r.bucket(bucket).prefix(prefix).startAfter(after))
                                .contents()
                                .stream()
                                .map(o -> new Stored(o.key(), o.size(), String.valueOf(o.eTag())))
                                .toList());
    }

    @Override
    public void remove(List<String> keys) throws StorageTrouble {
        for (var from = 0; from < keys.size(); from += REMOVED_AT_ONCE) {
            var some = keys.subList(from, Math.min(keys.size(), from + REMOVED_AT_ONCE));
            var objects = new ArrayList<ObjectIdentifier>();
            some.forEach(key -> objects.add(ObjectIdentifier.builder().key(key).build()));
            var answer =
                    call(
                            "remove " + some.getFirst(),
                            () ->
                                    client.deleteObjects(
                                            r ->
                                                    r.bucket(bucket)
                                                            .delete(
                                                                    Delete.builder()
                                                                            .objects(objects)
                                                                            .quiet(true)
                                                                            .build())));
            if (!answer.errors().isEmpty()) {
                var first = answer.errors().getFirst();
                throw new StorageTrouble(
                        first.key() + " cannot be removed: " + first.message(), false);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
