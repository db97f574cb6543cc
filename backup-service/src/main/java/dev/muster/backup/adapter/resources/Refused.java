package dev.muster.backup.adapter.resources;

import dev.muster.backup.app.ApiAnswers;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Unavailable;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** What a cluster does not do, and what a person can do about it. */
final class Refused extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final boolean passing;

    Refused(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    static Refused of(KubernetesClientException e, String what, Stage stage) {
        return switch (e.getCode()) {
            case NOT_FOUND ->
                    ApiAnswers.why(e).contains("namespaces \"")
                            ? new Refused(ApiAnswers.why(e) + ": correct the plan", false)
                            : new Refused(
                                    stage.product()
                                            + " is not installed, its kinds are not known to the"
                                            + " API: "
                                            + stage.install(),
                                    false);
            case UNAUTHORIZED, FORBIDDEN ->
                    new Refused(
                            "the API does not allow us to "
                                    + what
                                    + ": give the user of the site's kubeconfig what"
                                    + " docs/operate.md lists under operators",
                            false);
            default ->
                    new Refused(
                            "the API did not " + what + ": " + ApiAnswers.why(e),
                            ApiAnswers.passes(e));
        };
    }

    BackupResult result() {
        var said = String.valueOf(getMessage());
        return passing ? new Unavailable(said) : new Failed(List.of(said));
    }
}
