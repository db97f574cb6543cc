package dev.muster.health.adapter.rest;

import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.Topics;
import dev.muster.health.adapter.rest.AlertmanagerPayload.Alert;
import dev.muster.health.adapter.rest.AlertmanagerPayload.Reading;
import dev.muster.health.alert.AlertRouter;
import dev.muster.health.alert.AlertRouter.Route;
import dev.muster.health.app.AlertRoutes;
import dev.muster.health.app.HealthConfig;
import dev.muster.health.app.Log;
import dev.muster.health.app.Meters;
import dev.muster.service.rest.Problem;
import dev.muster.stream.LogWriter.Together;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes alerts from Alertmanager. 200 only when every alert of the group is durable in the log; 503
 * when it is not, since Alertmanager tries again after that and after nothing else.
 *
 * <p>A route of its own and no resource class: a third of the time that an alert took went into
 * finding out which method reads which body.
 */
@ApplicationScoped
public class AlertmanagerWebhook {

    private static final Logger LOG = Logger.getLogger(AlertmanagerWebhook.class);
    private static final String PATH = "/api/v1/alerts/alertmanager";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * A larger body takes milliseconds to read, which is too long for a thread that others need.
     */
    private static final int QUICKLY_READ = 64 * 1024;

    private final WebhookCredentials credentials;
    private final int maxBytes;
    private final AlertRoutes routes;
    private final Log log;
    private final Meters meters;
    private final Vertx vertx;

    @Inject
    public AlertmanagerWebhook(
            WebhookCredentials credentials,
            HealthConfig config,
            AlertRoutes routes,
            Log log,
            Meters meters,
            Vertx vertx) {
        this.credentials = credentials;
        this.maxBytes = config.health().webhook().maxBytes();
        this.routes = routes;
        this.log = log;
        this.meters = meters;
        this.vertx = vertx;
    }

    void register(@Observes Router router) {
        router.post(PATH).handler(this::receive);
    }

    private void receive(RoutingContext exchange) {
        var request = exchange.request();
        var allowed = credentials.accepts(request.getHeader("Authorization"));
        var body = new Body(allowed ? maxBytes : 0);
        request.handler(body::add);
        request.endHandler(_ -> take(exchange.response(), allowed, body));
        request.resume();
    }

    /** What has come in so far; beyond the limit it is only counted. */
    private static final class Body {
        private final int limit;
        private @Nullable Buffer bytes;
        private long length;

        Body(int limit) {
            this.limit = limit;
        }

        void add(Buffer part) {
            length += part.length();
            if (length > limit) {
                bytes = null;
            } else {
                bytes = bytes == null ? part : bytes.appendBuffer(part);
            }
        }
    }

    private void take(HttpServerResponse response, boolean allowed, Body body) {
        if (!allowed) {
            refuse(
                    response,
                    "unauthorized",
                    401,
                    "unauthorized",
                    "Send the bearer token or the basic credentials that"
                            + " MUSTER_HEALTH_WEBHOOK_TOKEN_FILE or _BASIC_FILE holds.");
        } else if (body.length == 0) {
            refuse(response, "refused", 400, "not-json", "The body is empty.");
        } else if (body.bytes == null) {
            refuse(
                    response,
                    "too_large",
                    413,
                    "too-large",
                    "The body has more than "
                            + maxBytes
                            + " bytes: set max_alerts in the webhook_config, or"
                            + " MUSTER_HEALTH_WEBHOOK_MAX_BYTES.");
        } else {
            var bytes = body.bytes.getBytes();
            var context = vertx.getOrCreateContext();
            if (bytes.length <= QUICKLY_READ) {
                read(response, context, bytes);
            } else {
                vertx.executeBlocking(
                                () -> {
                                    read(response, context, bytes);
                                    return true;
                                },
                                false)
                        .onFailure(e -> unavailable(response, e));
            }
        }
    }

    private void read(HttpServerResponse response, Context context, byte[] bytes) {
        switch (AlertmanagerPayload.read(bytes)) {
            case Reading.Refused refused ->
                    context.runOnContext(
                            _ ->
                                    refuse(
                                            response,
                                            "refused",
                                            refused.status(),
                                            refused.kind(),
                                            refused.detail()));
            case Reading.Group group -> store(response, context, group);
        }
    }

    private void store(HttpServerResponse response, Context context, Reading.Group group) {
        var now = Instant.now();
        var router = routes.router();
        var together = log.alerts().together();
        for (var alert : group.alerts()) {
            write(together, alert, router, now);
        }
        for (var bad : group.bad()) {
            together.park(
                    Topics.ALERTS, AlertRouter.UNMAPPED.value(), bad, EventCodec.Reason.BAD_BODY);
        }
        var _ =
                together.durable()
                        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete(
                                (_, failure) ->
                                        context.runOnContext(
                                                _ -> {
                                                    if (failure == null) {
                                                        accepted(response, group);
                                                    } else {
                                                        unavailable(response, failure);
                                                    }
                                                }));
    }

    private static void write(Together together, Alert alert, AlertRouter router, Instant now) {
        var found = router.routes(alert.labels());
        if (found.isEmpty()) {
            write(together, event(alert, Optional.empty(), now));
        }
        for (var route : found) {
            write(together, event(alert, Optional.of(route), now));
        }
    }

    private static void write(Together together, AlertReceived event) {
        together.write(event, id(event));
    }

    private static AlertReceived event(Alert alert, Optional<Route> route, Instant now) {
        return new AlertReceived(
                alert.fingerprint() + "@" + alert.startsAt(),
                route.map(Route::site).orElse(AlertRouter.UNMAPPED),
                route.map(Route::plan),
                alert.firing(),
                alert.labels(),
                alert.annotations(),
                alert.startsAt(),
                now);
    }

    private static String id(AlertReceived event) {
        return event.identity()
                + (event.firing() ? "/firing" : "/resolved")
                + event.plan().map(plan -> "/" + plan).orElse("");
    }

    private void accepted(HttpServerResponse response, Reading.Group group) {
        meters.alerts("accepted", group.alerts().size());
        meters.alerts("parked", group.bad().size());
        meters.alerts("truncated", group.truncated());
        answer(
                response,
                200,
                "application/json",
                "{\"accepted\":"
                        + group.alerts().size()
                        + ",\"parked\":"
                        + group.bad().size()
                        + "}");
    }

    private void unavailable(HttpServerResponse response, Throwable failure) {
        LOG.debugf("alerts were not stored: %s", failure);
        meters.alerts("unavailable", 1);
        answer(
                response,
                503,
                Problem.FORM,
                problem(
                        503,
                        "log-unavailable",
                        "The alerts could not be stored",
                        "Kafka did not take them in time; send them again."));
    }

    private void refuse(
            HttpServerResponse response, String outcome, int status, String kind, String detail) {
        meters.alerts(outcome, 1);
        answer(
                response,
                status,
                Problem.FORM,
                problem(status, kind, "The alerts were not taken", detail));
    }

    private static String problem(int status, String kind, String title, String detail) {
        return new JsonObject(Problem.body(status, kind, title, detail)).encode();
    }

    /** Who has gone meanwhile needs no answer. */
    private static void answer(HttpServerResponse response, int status, String form, String body) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status).putHeader("Content-Type", form).end(body);
        }
    }
}
