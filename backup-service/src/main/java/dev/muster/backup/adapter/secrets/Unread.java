package dev.muster.backup.adapter.secrets;

import dev.muster.backup.app.ApiAnswers;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** A cluster does not show what is asked for; never made of an answer that may hold a value. */
final class Unread extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final String remedy;
    private final boolean passing;
    private final boolean unreached;

    private Unread(String message, String remedy, boolean passing, boolean unreached) {
        super(message);
        this.remedy = remedy;
        this.passing = passing;
        this.unreached = unreached;
    }

    static Unread of(KubernetesClientException e, String what) {
        if (e.getCode() <= 0) {
            return new Unread(
                    "the API did not answer" + cause(e),
                    "see whether the site's API answers at the address of its kubeconfig",
                    true,
                    true);
        }
        return switch (e.getCode()) {
            case UNAUTHORIZED, FORBIDDEN ->
                    new Unread(
                            "the API does not allow us to get " + what,
                            "give the user of the site's kubeconfig the right to get "
                                    + what
                                    + ": docs/operate.md, secrets and certificates",
                            false,
                            false);
            default ->
                    new Unread(
                            "the API did not get " + what + ": " + ApiAnswers.why(e),
                            "see what kubectl says when it asks for the same",
                            ApiAnswers.passes(e),
                            false);
        };
    }

    static Unread notInstalled(Operator operator) {
        return new Unread(
                operator.product()
                        + " is not installed: the API does not know "
                        + operator.kind()
                        + " of "
                        + operator.api(),
                "install it at the site: " + operator.install(),
                false,
                false);
    }

    static Unread unusable(String message) {
        return new Unread(message, "put the site's kubeconfig right", false, false);
    }

    static Unread garbled(String what) {
        return new Unread(
                "what the API said of " + what + " could not be understood",
                "see whether the address in the site's kubeconfig leads to its API",
                false,
                false);
    }

    /** Only the platform's own words: those of a parser may quote what it read. */
    private static String cause(Throwable e) {
        var last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last.getClass().getName().startsWith("java") && last.getMessage() != null
                ? ": " + last.getMessage()
                : " (" + last.getClass().getSimpleName() + ")";
    }

    String said() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }

    /** Whether it may go away by itself. */
    boolean passing() {
        return passing;
    }

    /** Whether nothing else would be answered either. */
    boolean unreached() {
        return unreached;
    }
}
