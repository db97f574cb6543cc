package dev.muster.backup.adapter.s3;

import dev.muster.backup.app.Bucket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A multipart upload behind a stream: a part is sent when it is full, while the next one fills. A
 * stream that stays below one part is put in one piece.
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
    private byte[] sent = new byte[0];
    private @Nullable FutureTask<CompletedPart> sending;
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

    /** Sends the part while the next one fills: two are held in memory. */
    private void sendPart() throws IOException {
        settle();
        try {
            var id = upload;
            if (id == null) {
                id = client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
                upload = id;
            }
            var of = id;
            var number = parts.size() + 1;
            var body = RequestBody.fromByteBuffer(ByteBuffer.wrap(part, 0, filled));
            var task =
                    new FutureTask<>(
                            () -> {
                                var answer =
                                        client.uploadPart(
                                                r ->
                                                        r.bucket(bucket)
                                                                .key(key)
                                                                .uploadId(of)
                                                                .partNumber(number),
                                                body);
                                return CompletedPart.builder()
                                        .partNumber(number)
                                        .eTag(answer.eTag())
                                        .build();
                            });
            sending = task;
            Thread.ofVirtual().name("upload").start(task);
        } catch (SdkException e) {
            throw S3Trouble.of(bucket, "upload " + key, e);
        }
        var grows = parts.size() % GROWS_EVERY == GROWS_EVERY - 1 && part.length < LARGEST_PART;
        var length = grows ? part.length * 2 : part.length;
        var free = sent;
        sent = part;
        part = free.length == length ? free : new byte[length];
        filled = 0;
    }

    /** Waits until the part that is on its way has arrived. */
    private void settle() throws IOException {
        var task = sending;
        if (task == null) {
            return;
        }
        sending = null;
        try {
            parts.add(task.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SdkException sdk
                    ? S3Trouble.of(bucket, "upload " + key, sdk)
                    : new IOException("upload " + key, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while " + key + " was uploaded");
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
                var body = RequestBody.fromByteBuffer(ByteBuffer.wrap(part, 0, filled));
                client.putObject(r -> r.bucket(bucket).key(key), body);
                return;
            }
            if (filled > 0) {
                sendPart();
            }
            settle();
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
        var task = sending;
        if (task != null) {
            task.cancel(true);
        }
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
