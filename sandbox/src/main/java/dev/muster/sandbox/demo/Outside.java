package dev.muster.sandbox.demo;

import dev.muster.sandbox.region.Region;
import dev.muster.sandbox.region.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** What people and other programs do to Muster from outside, over its interfaces. */
final class Outside {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final World world;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Instant alertSince = Instant.now();

    Outside(World world) {
        this.world = world;
    }

    /** Posts what Alertmanager posts (webhook version 4). */
    void alert(boolean firing) {
        var status = firing ? "firing" : "resolved";
        var body =
                """
                {"version": "4", "groupKey": "{}:{alertname=\\"KubeAPIDown\\"}", "truncatedAlerts": 0,
                 "status": "%1$s", "receiver": "muster", "groupLabels": {"alertname": "KubeAPIDown"},
                 "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://alertmanager",
                 "alerts": [{"status": "%1$s", "labels": {"alertname": "KubeAPIDown", "cluster": "west",
                   "severity": "critical"}, "annotations": {"summary": "The API of west does not answer"},
                   "startsAt": "%2$s", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "",
                   "fingerprint": "c0ffee5eed5"}]}
                """
                        .formatted(status, alertSince);
        expect(
                200,
                HttpRequest.newBuilder(
                                URI.create(world.healthUrl() + "/api/v1/alerts/alertmanager"))
                        .header("Authorization", "Bearer " + world.webhookToken())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Asks for a planned move, as an operator would. */
    void switchover() {
        expect(
                202,
                HttpRequest.newBuilder(
                                URI.create(world.failoverUrl() + "/api/v1/plans/shop/switchover"))
                        .header("Authorization", "Bearer " + World.OPERATOR_TOKEN)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"reason\": \"planned maintenance of west\"}")));
    }

    /** Whether the guard of a site says that it keeps the shop passive there. */
    boolean guardIsPassive(Region region) {
        try {
            var answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(region.guardUrl() + "/q/metrics"))
                                    .timeout(Duration.ofSeconds(1))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return answer.body()
                            .lines()
                            .filter(line -> line.startsWith("muster_guard_active{"))
                            .anyMatch(line -> line.endsWith(" 0.0"))
                    && region.orders("show default_transaction_read_only").contains("on");
        } catch (IOException | IllegalStateException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void expect(int status, HttpRequest.Builder request) {
        try {
            var answer =
                    http.send(
                            request.timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != status) {
                throw new IllegalStateException(
                        answer.uri() + " answers " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException("Muster does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
