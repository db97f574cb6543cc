package dev.muster.backup.adapter.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class UnreadTest {

    private static final String WHAT = "secrets in namespace shop";

    @Test
    void who_may_not_look_is_told_which_right_to_ask_for() {
        var unread = Unread.of(new KubernetesClientException("", 403, null), WHAT);

        assertThat(unread.remedy()).contains("the right to get secrets in namespace shop");
        assertThat(unread.passing()).isFalse();
    }

    @Test
    void an_api_that_is_not_reached_is_asked_nothing_else_and_says_why() {
        var refused =
                new KubernetesClientException(
                        "get", new IOException("io", new ConnectException("Connection refused")));

        var unread = Unread.of(refused, WHAT);

        assertThat(unread.said()).isEqualTo("the API did not answer: Connection refused");
        assertThat(unread.unreached()).isTrue();
    }

    @Test
    void an_api_that_is_busy_may_answer_the_next_question() {
        var unread = Unread.of(new KubernetesClientException("", 503, null), WHAT);

        assertThat(unread.passing()).isTrue();
        assertThat(unread.unreached()).isFalse();
    }

    /** A parser's message may be a piece of what it read. */
    @Test
    void only_the_platform_is_quoted() {
        var quoting =
                new KubernetesClientException("get", new Quoting("unexpected 'c3dvcmRmaXNo'"));

        var unread = Unread.of(quoting, WHAT);

        assertThat(unread.said()).isEqualTo("the API did not answer (Quoting)");
        assertThat(unread.getCause()).isNull();
    }

    private static final class Quoting extends IOException {
        private static final long serialVersionUID = 1L;

        Quoting(String message) {
            super(message);
        }
    }
}
