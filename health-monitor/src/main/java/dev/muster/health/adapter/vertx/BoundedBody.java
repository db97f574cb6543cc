package dev.muster.health.adapter.vertx;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** The beginning of an answer's body; the rest is not read. */
final class BoundedBody {

    /** As much as Route 53's health checks look at. */
    private static final int MAX_BYTES = 5_120;

    private BoundedBody() {}

    static Future<String> of(HttpClientResponse response) {
        Promise<String> promise = Promise.promise();
        var read = Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.endHandler(_ -> promise.tryComplete(read.toString()));
        response.handler(
                part -> {
                    read.appendBuffer(part, 0, Math.min(part.length(), MAX_BYTES - read.length()));
                    if (read.length() >= MAX_BYTES && promise.tryComplete(read.toString())) {
                        var _ = response.request().connection().close();
                    }
                });
        return promise.future();
    }
}
