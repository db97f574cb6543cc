package dev.muster.plan;

import java.util.regex.Pattern;

/** The form every name in Muster has: a DNS label, as Kubernetes names objects (RFC 1123). */
final class Names {

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private Names() {}

    static boolean isDnsLabel(String value) {
        return DNS_LABEL.matcher(value).matches();
    }

    static String requireDnsLabel(String what, String value) {
        if (!isDnsLabel(value)) {
            throw new IllegalArgumentException(
                    what
                            + " must be a DNS label (a-z, 0-9, '-', at most 63 characters): '"
                            + value
                            + "'");
        }
        return value;
    }
}
