package dev.muster.sandbox.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** What every object store of the sandbox does, by the S3 protocol alone. */
abstract class ObjectStoreContract {

    static final String BUCKET = "backups";

    private static final int PART_BYTES = 5 << 20;

    final Neighbourhood neighbourhood = Neighbourhood.claim();
    final ProcessTable table = ProcessTable.open("store-it");
    ObjectStore store;
    S3Client client;

    abstract ObjectStore started();

    @BeforeEach
    void start_a_store_with_a_bucket() {
        store = started();
        store.createBucket(BUCKET);
        client = store.client();
    }

    @AfterEach
    void end() {
        client.close();
        table.close();
        neighbourhood.close();
    }

    @Test
    void what_it_has_acknowledged_is_there_after_kill_9() throws InterruptedException {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> write(acknowledged, enough));
        Deadline.inSeconds(60).until("50 objects", () -> acknowledged.size() >= 50);

        store.kill9();
        assertThat(store.isAlive()).isFalse();
        store.start();

        enough.set(true);
        writer.join();
        for (String key : acknowledged) {
            assertThat(read(key)).isEqualTo(contentOf(key));
        }
    }

    @Test
    void an_object_of_many_parts_is_joined_and_any_range_of_it_read() {
        byte[] whole = new byte[2 * PART_BYTES + 1234];
        new Random(7).nextBytes(whole);

        String tag = upload("parts/whole", whole);

        assertThat(tag).endsWith("-3\"");
        assertThat(client.getObjectAsBytes(get -> get.bucket(BUCKET).key("parts/whole")))
                .satisfies(all -> assertThat(all.asByteArray()).isEqualTo(whole))
                .satisfies(all -> assertThat(all.response().eTag()).isEqualTo(tag));
        assertThat(
                        client.getObjectAsBytes(
                                        get ->
                                                get.bucket(BUCKET)
                                                        .key("parts/whole")
                                                        .range(
                                                                "bytes=%d-%d"
                                                                        .formatted(
                                                                                PART_BYTES - 10,
                                                                                PART_BYTES + 9)))
                                .asByteArray())
                .isEqualTo(Arrays.copyOfRange(whole, PART_BYTES - 10, PART_BYTES + 10));
    }

    @Test
    void parts_that_were_never_joined_are_no_object() {
        String upload =
                client.createMultipartUpload(create -> create.bucket(BUCKET).key("half"))
                        .uploadId();
        client.uploadPart(
                part -> part.bucket(BUCKET).key("half").uploadId(upload).partNumber(1),
                RequestBody.fromBytes(new byte[PART_BYTES]));

        assertThat(keys("")).isEmpty();
        assertThat(client.listMultipartUploads(list -> list.bucket(BUCKET)).uploads())
                .singleElement()
                .satisfies(each -> assertThat(each.key()).isEqualTo("half"));

        client.abortMultipartUpload(abort -> abort.bucket(BUCKET).key("half").uploadId(upload));
        assertThat(client.listMultipartUploads(list -> list.bucket(BUCKET)).uploads()).isEmpty();
    }

    @Test
    void it_keeps_the_checksum_of_an_object_and_refuses_a_wrong_one() {
        byte[] content = "the orders of Monday".getBytes(StandardCharsets.UTF_8);
        client.putObject(
                put -> put.bucket(BUCKET).key("sum").checksumSHA256(sha256(content)),
                RequestBody.fromBytes(content));

        HeadObjectResponse head =
                client.headObject(
                        ask -> ask.bucket(BUCKET).key("sum").checksumMode(ChecksumMode.ENABLED));
        assertThat(head.checksumSHA256()).isEqualTo(sha256(content));
        assertThatThrownBy(
                        () ->
                                client.putObject(
                                        put ->
                                                put.bucket(BUCKET)
                                                        .key("wrong")
                                                        .checksumSHA256(sha256(new byte[1])),
                                        RequestBody.fromBytes(content)))
                .isInstanceOf(S3Exception.class)
                .extracting(e -> ((S3Exception) e).awsErrorDetails().errorCode())
                .isEqualTo("BadDigest");
        assertThat(keys("")).containsExactly("sum");
    }

    @Test
    void it_writes_an_object_only_once_when_asked_to() {
        put("once", "first");

        assertThatThrownBy(
                        () ->
                                client.putObject(
                                        put -> put.bucket(BUCKET).key("once").ifNoneMatch("*"),
                                        RequestBody.fromString("second")))
                .isInstanceOf(S3Exception.class)
                .extracting(e -> ((S3Exception) e).statusCode())
                .isEqualTo(412);
        assertThat(read("once")).isEqualTo("first");
    }

    @Test
    void it_lists_in_order_and_in_pages() {
        List<String> written = IntStream.range(0, 25).mapToObj("list/%03d"::formatted).toList();
        written.forEach(key -> put(key, key));
        put("elsewhere", "x");

        List<Integer> pages = new ArrayList<>();
        List<String> listed = new ArrayList<>();
        client.listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix("list/").maxKeys(10))
                .forEach(
                        page -> {
                            pages.add(page.keyCount());
                            page.contents().forEach(each -> listed.add(each.key()));
                        });

        assertThat(pages).containsExactly(10, 10, 5);
        assertThat(listed).isEqualTo(written);
    }

    @Test
    void a_truncated_file_is_a_shorter_object() throws IOException {
        put("dump", "a whole dump");

        Files.writeString(store.folder(BUCKET).resolve("dump"), "a half");

        assertThat(client.headObject(ask -> ask.bucket(BUCKET).key("dump")).contentLength())
                .isEqualTo(6);
    }

    @Test
    void a_damaged_object_is_refused_by_the_client_that_reads_it() throws IOException {
        byte[] content = "the orders of Monday".getBytes(StandardCharsets.UTF_8);
        client.putObject(
                put -> put.bucket(BUCKET).key("dump").checksumSHA256(sha256(content)),
                RequestBody.fromBytes(content));

        try (FileChannel file =
                FileChannel.open(store.folder(BUCKET).resolve("dump"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap("THE".getBytes(StandardCharsets.UTF_8)), 0);
        }

        assertThatThrownBy(
                        () ->
                                client.getObjectAsBytes(
                                        get ->
                                                get.bucket(BUCKET)
                                                        .key("dump")
                                                        .checksumMode(ChecksumMode.ENABLED)))
                .isInstanceOf(SdkException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void nobody_gets_in_with_another_secret() {
        try (S3Client stranger =
                S3Client.builder()
                        .endpointOverride(store.endpoint())
                        .region(client.serviceClientConfiguration().region())
                        .forcePathStyle(true)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                ObjectStore.ACCESS_KEY, "guess")))
                        .build()) {
            assertThatThrownBy(() -> stranger.listObjectsV2(list -> list.bucket(BUCKET)))
                    .isInstanceOf(S3Exception.class)
                    .extracting(e -> ((S3Exception) e).statusCode())
                    .isEqualTo(403);
        }
    }

    private void write(Queue<String> acknowledged, AtomicBoolean enough) {
        for (int i = 0; !enough.get(); i++) {
            String key = "written/" + i;
            if (isAcknowledged(key)) {
                acknowledged.add(key);
            }
        }
    }

    private boolean isAcknowledged(String key) {
        try {
            put(key, contentOf(key));
            return true;
        } catch (SdkException killed) {
            return false;
        }
    }

    private static String contentOf(String key) {
        return key.repeat(1_000);
    }

    void put(String key, String content) {
        client.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromString(content));
    }

    String read(String key) {
        return client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String();
    }

    private List<String> keys(String prefix) {
        return client.listObjectsV2(list -> list.bucket(BUCKET).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** In parts, each with a checksum; gives the entity tag of the whole. */
    private String upload(String key, byte[] whole) {
        String upload =
                client.createMultipartUpload(
                                create ->
                                        create.bucket(BUCKET)
                                                .key(key)
                                                .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                        .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int from = 0; from < whole.length; from += PART_BYTES) {
            byte[] bytes =
                    Arrays.copyOfRange(whole, from, Math.min(whole.length, from + PART_BYTES));
            int number = parts.size() + 1;
            UploadPartResponse part =
                    client.uploadPart(
                            each ->
                                    each.bucket(BUCKET)
                                            .key(key)
                                            .uploadId(upload)
                                            .partNumber(number)
                                            .checksumSHA256(sha256(bytes)),
                            RequestBody.fromBytes(bytes));
            assertThat(part.checksumSHA256()).isEqualTo(sha256(bytes));
            parts.add(
                    CompletedPart.builder()
                            .partNumber(number)
                            .eTag(part.eTag())
                            .checksumSHA256(part.checksumSHA256())
                            .build());
        }
        return client.completeMultipartUpload(
                        complete ->
                                complete.bucket(BUCKET)
                                        .key(key)
                                        .uploadId(upload)
                                        .multipartUpload(all -> all.parts(parts)))
                .eTag();
    }

    private static String sha256(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
