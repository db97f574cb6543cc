package dev.muster.plan;

import dev.muster.plan.Form.Misfit;
import java.time.Duration;

/** The form of a secret that is watched. */
final class SecretWatchForm {

    private static final Duration DEFAULT_WARNING = Duration.ofDays(14);
    private static final int LONGEST_NAME = 253;

    private SecretWatchForm() {}

    /** Secrets of certificates are often called after their domain. */
    private static final Form<String> NAME =
            Forms.text(
                    "the name of a secret",
                    text -> {
                        if (text.length() > LONGEST_NAME
                                || !text.matches(
                                        "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
                                                + "(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")) {
                            throw new Misfit(
                                    "'" + Spelling.clipped(text) + "' is not the name of a secret",
                                    "Use a-z, 0-9, '-' and '.', at most 253 characters.");
                        }
                        return text;
                    });

    static final Form<SecretWatch> WATCH =
            Form.mapping(
                    "{namespace: shop, name: database}",
                    f ->
                            new SecretWatch(
                                    f.one("namespace", NameForms.LABEL),
                                    f.one("name", NAME),
                                    f.or(
                                            "kind",
                                            Forms.choice(SecretWatch.Kind.class),
                                            SecretWatch.Kind.SECRET),
                                    f.or(
                                            "warnBefore",
                                            Forms.span(Duration.ofMinutes(1), Forms.LONGEST),
                                            DEFAULT_WARNING)));
}
