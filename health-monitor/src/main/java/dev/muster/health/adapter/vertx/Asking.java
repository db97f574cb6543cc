package dev.muster.health.adapter.vertx;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;

/** One GET, each on a connection of its own, never redirected. */
final class Asking {

    private Asking() {}

    static Future<HttpClientResponse> get(
            HttpClient client, URI url, Map<String, String> headers, Duration timeout) {
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(unbracketed(url.getHost()))
                        .setPort(port)
                        .setSsl(tls)
                        .setURI(target(url))
                        .setConnectTimeout(timeout.toMillis())
                        .setTimeout(timeout.toMillis())
                        .setFollowRedirects(false)
                        .putHeader("User-Agent", "muster-probe");
        headers.forEach(options::putHeader);
        return client.request(options).compose(Asking::guarded).compose(HttpClientRequest::send);
    }

    /**
     * Link-local addresses are where clouds hand out credentials (169.254.169.254): whoever may
     * write a plan must not be able to send us there, by whatever name.
     */
    private static Future<HttpClientRequest> guarded(HttpClientRequest request) {
        var remote = request.connection().remoteAddress();
        try {
            if (remote != null
                    && remote.hostAddress() != null
                    && InetAddress.getByName(remote.hostAddress()).isLinkLocalAddress()) {
                var _ = request.connection().close();
                return Future.failedFuture(
                        new Trouble.Refused("link-local addresses are not asked"));
            }
        } catch (UnknownHostException notAnAddress) {
            return Future.failedFuture(notAnAddress);
        }
        return Future.succeededFuture(request);
    }

    private static String target(URI url) {
        var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
