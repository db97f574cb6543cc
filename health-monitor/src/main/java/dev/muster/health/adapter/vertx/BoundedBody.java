package dev.muster.health.adapter.vertx;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** An answer's body, as far as we read it. */
final class BoundedBody {

    /** As much as Route 53's health checks look at. */
    static final int BEGINNING = 5_120;

    private BoundedBody() {}

    /** The first {@value #BEGINNING} bytes; the rest is not read. */
    static Future<String> beginning(HttpClientResponse response) {
        return read(response, BEGINNING, true).map(Buffer::toString);
    }

    /** The whole body; fails when it is larger. */
    static Future<Buffer> whole(HttpClientResponse response, int maxBytes) {
        return read(response, maxBytes, false);
    }

    private static Future<Buffer> read(HttpClientResponse response, int max, boolean cut) {
        Promise<Buffer> promise = Promise.promise();
        var read = Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.endHandler(_ -> promise.tryComplete(read));
        response.handler(
                part -> {
                    int room = max - read.length();
                    if (part.length() <= room) {
                        read.appendBuffer(part);
                        return;
                    }
                    read.appendBuffer(part, 0, room);
                    var _ =
                            cut
                                    ? promise.tryComplete(read)
                                    : promise.tryFail(
                                            new Trouble.Refused(
                                                    "answers with more than " + max + " bytes"));
                    var _ = response.request().connection().close();
                });
        return promise.future();
    }
}
