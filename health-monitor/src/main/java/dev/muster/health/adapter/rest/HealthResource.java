package dev.muster.health.adapter.rest;

import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.wire.EventCodec;
import dev.muster.health.app.Vantage;
import dev.muster.health.app.Verdicts;
import dev.muster.service.rest.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Why a site is, or is not, called down. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

    private static final int STREAM_BUFFER = 256;

    private final Verdicts verdicts;
    private final Vantage vantage;

    @Inject
    public HealthResource(Verdicts verdicts, Vantage vantage) {
        this.verdicts = verdicts;
        this.vantage = vantage;
    }

    /** One verdict with everything it rests on. */
    public record VerdictView(
            String plan,
            String site,
            String verdict,
            String failureClass,
            @Nullable Instant suspectedSince,
            Instant assessedAt,
            List<EvidenceView> evidence,
            @Nullable Instant dataCurrentAsOf,
            boolean stillReceiving,
            List<String> alerts) {
        static VerdictView of(HealthAssessed health) {
            return new VerdictView(
                    health.plan().value(),
                    health.site().value(),
                    lower(health.verdict()),
                    lower(health.failureClass()),
                    health.suspectedSince().orElse(null),
                    health.assessedAt(),
                    health.evidence().stream().map(EvidenceView::of).toList(),
                    health.dataCurrentAsOf().orElse(null),
                    health.stillReceiving(),
                    health.alerts());
        }
    }

    /** What one vantage contributes. */
    public record EvidenceView(
            String vantage,
            String failureDomain,
            String vote,
            @Nullable Instant heardAt,
            Map<String, String> readings) {
        static EvidenceView of(VantageEvidence evidence) {
            var readings = new TreeMap<String, String>();
            for (ProbeReading reading : evidence.readings()) {
                readings.put(reading.probe(), lower(reading.status()) + ": " + reading.detail());
            }
            return new EvidenceView(
                    evidence.vantage().value(),
                    evidence.failureDomain(),
                    lower(evidence.vote()),
                    evidence.heardAt().orElse(null),
                    readings);
        }
    }

    @GET
    @Path("sites")
    @RunOnVirtualThread
    public Map<String, List<VerdictView>> sites() {
        return Map.of("items", verdicts.all().stream().map(VerdictView::of).toList());
    }

    @GET
    @Path("sites/{site}")
    @RunOnVirtualThread
    public Response site(@PathParam("site") String site) {
        var found =
                verdicts.all().stream()
                        .filter(health -> health.site().value().equals(site))
                        .map(VerdictView::of)
                        .toList();
        var history =
                verdicts.history().stream()
                        .filter(health -> health.site().value().equals(site))
                        .map(VerdictView::of)
                        .toList();
        if (found.isEmpty()) {
            throw Problem.of(
                    404,
                    "unknown-site",
                    "No such site",
                    "No verdict on " + site + " has been read here yet.");
        }
        return Response.ok(Map.of("verdicts", found, "history", history)).build();
    }

    @GET
    @Path("plans/{plan}/health")
    @RunOnVirtualThread
    public Response plan(@PathParam("plan") String plan) {
        var found =
                verdicts.all().stream()
                        .filter(health -> health.plan().value().equals(plan))
                        .map(VerdictView::of)
                        .toList();
        if (found.isEmpty()) {
            throw Problem.of(
                    404,
                    "unknown-plan",
                    "No such plan",
                    "No verdict for " + plan + " has been read here yet.");
        }
        return Response.ok(Map.of("verdicts", found)).build();
    }

    @GET
    @Path("targets")
    @RunOnVirtualThread
    public Map<String, List<Vantage.Target>> targets() {
        return Map.of("items", vantage.targets());
    }

    /** Every verdict as it is said. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(@Context Sse sse) {
        return Multi.createFrom()
                .<HealthAssessed>emitter(
                        emitter -> {
                            var stop = verdicts.listen(emitter::emit);
                            emitter.onTermination(stop);
                        })
                .onOverflow()
                .buffer(STREAM_BUFFER)
                .map(
                        health ->
                                sse.newEventBuilder()
                                        .name("verdict")
                                        .data(
                                                new String(
                                                        EventCodec.body(health),
                                                        StandardCharsets.UTF_8))
                                        .build());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
