package dev.muster.backup.adapter.s3;

import dev.muster.backup.app.StorageTrouble;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a store's refusal means, and what a person can do. */
final class S3Trouble {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int SERVER = 500;
    private static final int FULL = 507;

    private S3Trouble() {}

    /** The bucket itself was asked for: an answer to that has no body to say why. */
    static StorageTrouble ofBucket(String bucket, SdkException e) {
        return e instanceof S3Exception answer && answer.statusCode() == NOT_FOUND
                ? absent(bucket)
                : of(bucket, "be opened", e);
    }

    private static StorageTrouble absent(String bucket) {
        return new StorageTrouble(
                "bucket " + bucket + " does not exist: create it, or correct the plan", false);
    }

    /** In one line, without any secret. */
    static StorageTrouble of(String bucket, String what, SdkException e) {
        if (e instanceof NoSuchBucketException || code(e).equals("NoSuchBucket")) {
            return absent(bucket);
        }
        if (e instanceof S3Exception answer) {
            return answered(bucket, what, answer);
        }
        if (e instanceof SdkClientException) {
            return new StorageTrouble(
                    "the store of bucket " + bucket + " does not answer (" + reason(e) + ")", true);
        }
        return new StorageTrouble("bucket " + bucket + ": cannot " + what + ": " + reason(e), true);
    }

    private static StorageTrouble answered(String bucket, String what, S3Exception e) {
        var status = e.statusCode();
        var said = code(e).isEmpty() ? "status " + status : code(e);
        if (status == FORBIDDEN) {
            return new StorageTrouble(
                    "bucket "
                            + bucket
                            + " refuses to "
                            + what
                            + " ("
                            + said
                            + "): check the credentials and what they may do",
                    false);
        }
        if (status == NOT_FOUND) {
            return new StorageTrouble(
                    "bucket " + bucket + ": nothing to " + what + " (" + said + ")", false);
        }
        if (status == FULL) {
            return new StorageTrouble(
                    "the store of bucket " + bucket + " is full: make room", true);
        }
        var passing = status >= SERVER || status == TOO_MANY;
        return new StorageTrouble(
                "bucket " + bucket + ": cannot " + what + " (" + said + ")", passing);
    }

    private static String code(SdkException e) {
        return e instanceof S3Exception answer && answer.awsErrorDetails() != null
                ? String.valueOf(answer.awsErrorDetails().errorCode())
                : "";
    }

    private static String reason(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
