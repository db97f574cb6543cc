package dev.muster.backup.adapter.s3;

import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.StorageTrouble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A multipart upload behind a stream: one part in memory, sent when it is full. A stream that stays
 * below one part is put in one piece.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html">limits of
 *     multipart uploads: parts of 5 MB or more, at most 10,000</a>
 */
final class S3Upload extends Bucket.Upload {

    private static final int FIRST_PART = 8 << 20;
    private static final int LARGEST_PART = 64 << 20;

    /** Parts grow, so that 10,000 of them hold 600 GB. */
    private static final int GROWS_EVERY = 1_000;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final List<CompletedPart> parts = new ArrayList<>();
    private byte[] part = new byte[FIRST_PART];
    private int filled;
    private @Nullable String upload;
    private boolean ended;

    S3Upload(S3Client client, String bucket, String key) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        var at = from;
        var left = length;
        while (left > 0) {
            if (filled == part.length) {
                sendPart();
            }
            var some = Math.min(left, part.length - filled);
            System.arraycopy(bytes, at, part, filled, some);
            filled += some;
            at += some;
            left -= some;
        }
    }

    private void sendPart() throws StorageTrouble {
        try {
            var id = upload;
            if (id == null) {
                id = client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
                upload = id;
            }
            var number = parts.size() + 1;
            var of = id;
            var body = RequestBody.fromByteBuffer(java.nio.ByteBuffer.wrap(part, 0, filled));
            var answer =
                    client.uploadPart(
                            r -> r.bucket(bucket).key(key).uploadId(of).partNumber(number), body);
            parts.add(CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build());
            filled = 0;
            if (parts.size() % GROWS_EVERY == 0 && part.length < LARGEST_PART) {
                part = new byte[part.length * 2];
            }
        } catch (SdkException e) {
            throw S3Trouble.of(bucket, "upload " + key, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        try {
            var id = upload;
            if (id == null) {
                var body = RequestBody.fromByteBuffer(java.nio.ByteBuffer.wrap(part, 0, filled));
                client.putObject(r -> r.bucket(bucket).key(key), body);
                return;
            }
            if (filled > 0) {
                sendPart();
            }
            client.completeMultipartUpload(
                    r ->
                            r.bucket(bucket)
                                    .key(key)
                                    .uploadId(id)
                                    .multipartUpload(m -> m.parts(parts)));
        } catch (SdkException e) {
            throw S3Trouble.of(bucket, "complete " + key, e);
        }
    }

    @Override
    public void abandon() {
        ended = true;
        var id = upload;
        if (id != null) {
            try {
                client.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(id));
            } catch (SdkException _) {
                // What is left of it is removed by the store's own rule for unfinished uploads.
            }
        }
    }
}
