package dev.muster.backup.adapter.s3;

import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.StorageTrouble;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.service.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens buckets of whatever speaks S3. */
@ApplicationScoped
public class S3Buckets implements Buckets {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(20);
    private static final Duration CALL_LIMIT = Duration.ofMinutes(2);

    /** A bucket that is not there is told as such here; a refused upload would only break off. */
    private static Bucket asked(S3Client client, String bucket) throws StorageTrouble {
        try {
            client.headBucket(r -> r.bucket(bucket));
            return new S3Bucket(client, bucket);
        } catch (SdkException e) {
            client.close();
            throw S3Trouble.ofBucket(bucket, e);
        }
    }

    @Override
    public Bucket open(ObjectStore store) throws StorageTrouble {
        try {
            var login = Secrets.login(store.credentials());
            var builder =
                    S3Client.builder()
                            .region(Region.of(store.region()))
                            .credentialsProvider(
                                    StaticCredentialsProvider.create(
                                            AwsBasicCredentials.create(
                                                    login.user(), login.password())))
                            .httpClientBuilder(
                                    UrlConnectionHttpClient.builder()
                                            .connectionTimeout(CONNECT_LIMIT)
                                            .socketTimeout(SILENCE_LIMIT))
                            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                            .overrideConfiguration(o -> o.apiCallTimeout(CALL_LIMIT))
                            .forcePathStyle(store.endpoint().isPresent());
            store.endpoint().ifPresent(builder::endpointOverride);
            return asked(builder.build(), store.bucket());
        } catch (Secrets.Unreadable e) {
            throw new StorageTrouble(
                    "the credentials of bucket "
                            + store.bucket()
                            + ": "
                            + e.getMessage()
                            + " (the form is access-key:secret-key)",
                    false);
        }
    }
}
