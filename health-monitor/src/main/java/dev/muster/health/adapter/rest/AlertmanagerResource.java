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
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes alerts from Alertmanager. 200 only when every alert of the group is durable in the log; 503
 * when it is not, since Alertmanager tries again after that and after nothing else.
 */
@Path("/api/v1/alerts/alertmanager")
@Produces(MediaType.APPLICATION_JSON)
public class AlertmanagerResource {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final WebhookCredentials credentials;
    private final HealthConfig config;
    private final AlertRoutes routes;
    private final Log log;
    private final Meters meters;

    @Inject
    public AlertmanagerResource(
            WebhookCredentials credentials,
            HealthConfig config,
            AlertRoutes routes,
            Log log,
            Meters meters) {
        this.credentials = credentials;
        this.config = config;
        this.routes = routes;
        this.log = log;
        this.meters = meters;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    public Uni<Response> receive(
            @HeaderParam("Authorization") @Nullable String authorization, byte @Nullable [] body) {
        if (!credentials.accepts(authorization)) {
            return refuse(
                    "unauthorized",
                    401,
                    "unauthorized",
                    "Send the bearer token or the basic credentials that"
                            + " MUSTER_HEALTH_WEBHOOK_TOKEN_FILE or _BASIC_FILE holds.");
        }
        if (body == null || body.length == 0) {
            return refuse("refused", 400, "not-json", "The body is empty.");
        }
        if (body.length > config.health().webhook().maxBytes()) {
            return refuse(
                    "too_large",
                    413,
                    "too-large",
                    "The body has more than "
                            + config.health().webhook().maxBytes()
                            + " bytes: set max_alerts in the webhook_config, or"
                            + " MUSTER_HEALTH_WEBHOOK_MAX_BYTES.");
        }
        return switch (AlertmanagerPayload.read(body)) {
            case Reading.Refused refused ->
                    refuse("refused", refused.status(), refused.kind(), refused.detail());
            case Reading.Group group -> store(group);
        };
    }

    private Uni<Response> store(Reading.Group group) {
        var now = Instant.now();
        var router = routes.router();
        var writes = new ArrayList<CompletableFuture<Void>>();
        for (var alert : group.alerts()) {
            for (var event : events(alert, router, now)) {
                writes.add(log.writer().write(event, id(event)).toCompletableFuture());
            }
        }
        for (var bad : group.bad()) {
            writes.add(
                    log.writer()
                            .park(
                                    Topics.ALERTS,
                                    AlertRouter.UNMAPPED.value(),
                                    bad,
                                    EventCodec.Reason.BAD_BODY)
                            .toCompletableFuture());
        }
        return Uni.createFrom()
                .completionStage(
                        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
                                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .map(
                        _ -> {
                            meters.alerts("accepted", group.alerts().size());
                            meters.alerts("parked", group.bad().size());
                            meters.alerts("truncated", group.truncated());
                            return Response.ok(
                                            Map.of(
                                                    "accepted",
                                                    group.alerts().size(),
                                                    "parked",
                                                    group.bad().size()))
                                    .build();
                        })
                .onFailure()
                .recoverWithItem(
                        () -> {
                            meters.alerts("unavailable", 1);
                            return Problem.of(
                                    503,
                                    "log-unavailable",
                                    "The alerts could not be stored",
                                    "Kafka did not take them in time; send them again.");
                        });
    }

    private static List<AlertReceived> events(Alert alert, AlertRouter router, Instant now) {
        var found = router.routes(alert.labels());
        if (found.isEmpty()) {
            return List.of(event(alert, Optional.empty(), now));
        }
        return found.stream().map(route -> event(alert, Optional.of(route), now)).toList();
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

    private Uni<Response> refuse(String outcome, int status, String kind, String detail) {
        meters.alerts(outcome, 1);
        return Uni.createFrom().item(Problem.of(status, kind, "The alerts were not taken", detail));
    }
}
