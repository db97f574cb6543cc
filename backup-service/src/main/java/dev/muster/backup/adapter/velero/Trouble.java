package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ApiAnswers;
import dev.muster.backup.app.StorageTrouble;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupResult;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;

/** What keeps a site's API, or the Velero behind it, from doing what is wanted. */
final class Trouble extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Code code;
    private final String remedy;
    private final boolean passing;

    Trouble(Code code, String message, String remedy, boolean passing) {
        super(message);
        this.code = code;
        this.remedy = remedy;
        this.passing = passing;
    }

    static Trouble of(KubernetesClientException e, String what) {
        return switch (e.getCode()) {
            case NOT_FOUND ->
                    new Trouble(
                            Code.ENGINE_MISSING,
                            "Velero is not installed: its kinds are not known to the API",
                            "install Velero 1.15 or newer at the site: velero install",
                            false);
            case UNAUTHORIZED, FORBIDDEN ->
                    new Trouble(
                            Code.ENGINE_UNREACHABLE,
                            "the API does not allow us to " + what,
                            "give the user of the site's kubeconfig what docs/operate.md lists"
                                    + " under Velero",
                            false);
            default ->
                    new Trouble(
                            Code.ENGINE_UNREACHABLE,
                            "the API did not " + what + ": " + ApiAnswers.why(e),
                            "see whether the site's API answers at the address of its kubeconfig",
                            ApiAnswers.passes(e));
        };
    }

    static Trouble unusable(String message) {
        return new Trouble(
                Code.ENGINE_UNREACHABLE, message, "put the site's kubeconfig right", false);
    }

    /** The store behind a location does not do what is wanted. */
    static Trouble of(StorageTrouble e) {
        return new Trouble(
                Code.LOCATION_UNAVAILABLE,
                String.valueOf(e.getMessage()),
                "see whether the object store of Velero's location answers from here",
                e.passing());
    }

    Finding finding(String protection, Object site) {
        return new Finding(code, Optional.of(protection), site + ": " + getMessage(), remedy);
    }

    /** What a run that meets it ends with. */
    BackupResult result() {
        return passing
                ? new BackupResult.Unavailable(String.valueOf(getMessage()))
                : new BackupResult.Failed(List.of(getMessage() + "; " + remedy));
    }
}
