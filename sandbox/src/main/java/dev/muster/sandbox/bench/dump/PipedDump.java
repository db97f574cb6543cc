package dev.muster.sandbox.bench.dump;

import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.postgres.PostgresTools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** What a script does: {@code pg_dump | upload}, in parts of 8 MB, one after the other. */
final class PipedDump {

    private static final int PART = 8 << 20;

    private final PostgresTools tools;
    private final PostgresServer server;
    private final ObjectStore store;
    private final String bucket;

    PipedDump(PostgresTools tools, PostgresServer server, ObjectStore store, String bucket) {
        this.tools = tools;
        this.server = server;
        this.store = store;
        this.bucket = bucket;
    }

    /** Puts a dump there; its length. */
    long run(String database, String key) {
        var builder =
                new ProcessBuilder(
                        tools.program("pg_dump").toString(),
                        "--host=" + server.address().getAddress().getHostAddress(),
                        "--port=" + server.address().getPort(),
                        "--username=" + PostgresServer.SUPERUSER,
                        "--dbname=" + database,
                        "--format=custom",
                        "--compress=0");
        builder.environment().put("PGPASSWORD", PostgresServer.PASSWORD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try (var client = store.client()) {
            var process = builder.start();
            var bytes = upload(client, key, process.getInputStream());
            if (process.waitFor() != 0) {
                throw new IllegalStateException("pg_dump failed");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long upload(S3Client client, String key, InputStream dump) throws IOException {
        var upload = client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
        var parts = new ArrayList<CompletedPart>();
        var bytes = 0L;
        for (var part = dump.readNBytes(PART); part.length > 0; part = dump.readNBytes(PART)) {
            var number = parts.size() + 1;
            var body = RequestBody.fromByteBuffer(ByteBuffer.wrap(part));
            var answer =
                    client.uploadPart(
                            r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                            body);
            parts.add(CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build());
            bytes += part.length;
        }
        client.completeMultipartUpload(
                r ->
                        r.bucket(bucket)
                                .key(key)
                                .uploadId(upload)
                                .multipartUpload(m -> m.parts(parts)));
        return bytes;
    }
}
