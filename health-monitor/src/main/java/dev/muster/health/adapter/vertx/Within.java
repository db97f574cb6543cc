package dev.muster.health.adapter.vertx;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** A deadline over everything a question needs: name, connection, answer and body. */
final class Within {

    private Within() {}

    static <T> Future<T> limit(Vertx vertx, Future<T> future, Duration limit) {
        Promise<T> promise = Promise.promise();
        var timer =
                vertx.setTimer(
                        Math.max(1, limit.toMillis()),
                        _ -> promise.tryFail(new TimeoutException()));
        future.onComplete(
                result -> {
                    vertx.cancelTimer(timer);
                    if (result.succeeded()) {
                        promise.tryComplete(result.result());
                    } else {
                        promise.tryFail(result.cause());
                    }
                });
        return promise.future();
    }
}
