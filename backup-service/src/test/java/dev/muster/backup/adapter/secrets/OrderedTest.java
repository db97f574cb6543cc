package dev.muster.backup.adapter.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators say of what they are to make. */
class OrderedTest {

    private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            refreshInterval: 1h                                 | 2026-02-28T23:00:00Z | false
            refreshInterval: 1h                                 | 2026-02-28T22:59:59Z | true
            refreshInterval: 10m0s                              | 2026-03-01T01:29:59Z | true
            {}                                                  | 2026-02-28T22:59:59Z | true
            refreshInterval: 0s                                 | 2020-01-01T00:00:00Z | false
            refreshInterval: "0"                                | 2020-01-01T00:00:00Z | false
            {refreshInterval: 1h, refreshPolicy: Periodic}      | 2020-01-01T00:00:00Z | true
            {refreshInterval: 1h, refreshPolicy: CreatedOnce}   | 2020-01-01T00:00:00Z | false
            {refreshInterval: 1h, refreshPolicy: OnChange}      | 2020-01-01T00:00:00Z | false
            refreshInterval: every now and then                 | 2020-01-01T00:00:00Z | false
            """)
    void a_refresh_is_late_when_three_turns_were_missed(String spec, String at, boolean late) {
        var ordered =
                ordered(
                        Operator.EXTERNAL_SECRETS,
                        spec,
                        "{refreshTime: \"%s\", conditions: [{type: Ready, status: \"True\"}]}"
                                .formatted(at));

        assertThat(ordered.complaints(NOW).isEmpty()).isNotEqualTo(late);
    }

    @Test
    void of_what_an_operator_says_one_word_is_passed_on() {
        var ordered =
                ordered(
                        Operator.SEALED_SECRETS,
                        "{}",
                        "{conditions: [{type: Synced, status: \"False\", reason: CannotUnseal,"
                                + " message: \"no key decrypts hunter2\"}]}");

        assertThat(ordered.complaints(NOW))
                .containsExactly("Sealed Secrets says it is not synced (CannotUnseal)");
    }

    @Test
    void a_reason_that_is_no_word_is_not_passed_on() {
        var ordered =
                ordered(
                        Operator.EXTERNAL_SECRETS,
                        "{}",
                        "{conditions: [{type: Ready, status: Unknown, reason: \"no 'hunter2' here\"}]}");

        assertThat(ordered.complaints(NOW))
                .containsExactly("External Secrets says it is not ready");
    }

    @Test
    void an_operator_that_does_not_run_has_said_nothing() {
        assertThat(ordered(Operator.CERT_MANAGER, "{}", "{}").complaints(NOW))
                .containsExactly("cert-manager has said nothing of it yet");
        assertThat(
                        ordered(Operator.CERT_MANAGER, "{}", "{conditions: [{type: Issuing}]}")
                                .complaints(NOW))
                .containsExactly("cert-manager has said nothing of it yet");
    }

    @Test
    void the_secret_is_called_as_the_object_says() {
        assertThat(ordered(Operator.SEALED_SECRETS, "{}", "{}").secret()).isEqualTo("thing");
        assertThat(ordered(Operator.EXTERNAL_SECRETS, "{}", "{}").secret()).isEqualTo("thing");
        assertThat(ordered(Operator.EXTERNAL_SECRETS, "{target: {name: made}}", "{}").secret())
                .isEqualTo("made");
        assertThat(ordered(Operator.CERT_MANAGER, "{secretName: made}", "{}").secret())
                .isEqualTo("made");
    }

    @Test
    void an_end_that_is_no_moment_is_not_known() {
        assertThat(ordered(Operator.CERT_MANAGER, "{}", "{notAfter: soon}").notAfter()).isEmpty();
        assertThat(
                        ordered(Operator.CERT_MANAGER, "{}", "{notAfter: \"2026-03-01T02:00:00Z\"}")
                                .notAfter())
                .contains(NOW);
    }

    private static Ordered ordered(Operator operator, String spec, String status) {
        var braced = spec.startsWith("{") ? spec : "{" + spec + "}";
        return new Ordered(
                operator,
                Serialization.unmarshal(
                        """
                        apiVersion: v1
                        kind: Thing
                        metadata: {name: thing, namespace: shop}
                        spec: %s
                        status: %s
                        """
                                .formatted(braced, status),
                        GenericKubernetesResource.class));
    }
}
