package dev.muster.sandbox.bench.webhook;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The head of a POST. */
record HttpRequest(InetSocketAddress to, String path, String token) {

    byte[] bytes(byte[] body) {
        var whole = new ByteArrayOutputStream(body.length + 512);
        whole.writeBytes(
                """
                POST %s HTTP/1.1
                Host: %s:%d
                Authorization: Bearer %s
                Content-Type: application/json
                Content-Length: %d

                """
                        .formatted(
                                path,
                                to.getAddress().getHostAddress(),
                                to.getPort(),
                                token,
                                body.length)
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(body);
        return whole.toByteArray();
    }
}
