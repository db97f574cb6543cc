package dev.muster.sandbox.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.sandbox.process.Programs;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

class VersityGatewayIT extends ObjectStoreContract {

    @Override
    ObjectStore started() {
        assumeTrue(
                Programs.find(VersityGateway.PROGRAM).isPresent(),
                "no versitygw: " + Programs.HOW_TO_GET);
        return ObjectStore.startVersity(table, "store", neighbourhood.socket(9, 1, 7070));
    }

    @Test
    void it_keeps_a_checksum_that_is_sent_behind_a_stream() {
        client.putObject(
                put -> put.bucket(BUCKET).key("stream").checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromString("the orders of Monday"));

        assertThat(
                        client.headObject(
                                        ask ->
                                                ask.bucket(BUCKET)
                                                        .key("stream")
                                                        .checksumMode(ChecksumMode.ENABLED))
                                .checksumCRC32())
                .isNotBlank();
    }

    @Test
    void a_locked_version_outlives_its_deletion_and_its_replacement() {
        store.createLockingBucket("vault");
        String locked =
                client.putObject(
                                put ->
                                        put.bucket("vault")
                                                .key("dump")
                                                .objectLockMode(ObjectLockMode.COMPLIANCE)
                                                .objectLockRetainUntilDate(
                                                        Instant.now().plus(Duration.ofDays(1))),
                                RequestBody.fromString("Monday"))
                        .versionId();

        client.deleteObject(delete -> delete.bucket("vault").key("dump"));
        client.putObject(put -> put.bucket("vault").key("dump"), RequestBody.fromString("Tuesday"));

        assertThatThrownBy(
                        () ->
                                client.deleteObject(
                                        delete ->
                                                delete.bucket("vault")
                                                        .key("dump")
                                                        .versionId(locked)))
                .isInstanceOf(S3Exception.class)
                .extracting(e -> ((S3Exception) e).statusCode())
                .isEqualTo(403);
        assertThat(
                        client.getObjectAsBytes(
                                        get -> get.bucket("vault").key("dump").versionId(locked))
                                .asUtf8String())
                .isEqualTo("Monday");
        assertThat(client.getObjectAsBytes(get -> get.bucket("vault").key("dump")).asUtf8String())
                .isEqualTo("Tuesday");
    }
}
