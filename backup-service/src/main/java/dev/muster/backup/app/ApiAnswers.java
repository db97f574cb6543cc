package dev.muster.backup.app;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What a Kubernetes API means when it does not do what it was asked. */
public final class ApiAnswers {

    private static final int GONE = 410;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private ApiAnswers() {}

    /** Whether it may go away by itself. */
    public static boolean passes(KubernetesClientException e) {
        var code = e.getCode();
        return code <= 0 || code == GONE || code == TOO_MANY || code >= SERVER_ERROR;
    }

    /** Without a code the API was not reached at all; the cause that is furthest down says why. */
    public static String why(KubernetesClientException e) {
        if (e.getCode() > 0) {
            return e.getCode() + (e.getStatus() == null ? "" : " " + e.getStatus().getMessage());
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? "it does not answer" : cause.getMessage();
    }
}
