package dev.muster.health.adapter.vertx;

import dev.muster.health.app.Prober;
import dev.muster.health.probe.Observation;
import dev.muster.plan.Credential;
import dev.muster.plan.ProbeTarget.Kubernetes;
import dev.muster.service.Secrets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** Asks a Kubernetes API whether it is ready and, if the plan wants so, how many nodes are. */
@ApplicationScoped
public class KubernetesProber implements Prober<Kubernetes> {

    private static final int MAX_NODES_BYTES = 16 << 20;
    private static final int MAX_ACCESSES = 1_000;

    /** A token that a plugin has fetched does not last much longer. */
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(5);

    private static final Duration LAST_ANSWERS = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final Map<String, ClusterAccess> accesses = new HashMap<>();

    @Inject
    public KubernetesProber(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Class<Kubernetes> target() {
        return Kubernetes.class;
    }

    @Override
    public CompletionStage<Observation> ask(Kubernetes target, Duration timeout) {
        var watch = Stopwatch.start();
        var answer =
                vertx.executeBlocking(() -> access(target.kubeconfig()), false)
                        .compose(
                                access ->
                                        ready(
                                                Objects.requireNonNull(access),
                                                target,
                                                timeout,
                                                watch));
        return Within.limit(vertx, answer, timeout)
                .otherwise(failure -> failed(failure, target, watch))
                .toCompletionStage();
    }

    private static Observation failed(Throwable failure, Kubernetes target, Stopwatch watch) {
        return failure instanceof Unusable
                ? Observation.none(
                        "the kubeconfig "
                                + Secrets.place(target.kubeconfig())
                                + " cannot be used here",
                        watch.elapsed())
                : Observation.down(Trouble.words(failure), watch.elapsed());
    }

    private static Future<Observation> ready(
            ClusterAccess access, Kubernetes target, Duration timeout, Stopwatch watch) {
        return Asking.get(access.client(), access.at("/readyz"), access.headers(), timeout)
                .compose(
                        response ->
                                BoundedBody.beginning(response)
                                        .compose(
                                                _ ->
                                                        response.statusCode() == 200
                                                                ? nodes(
                                                                        access, target, timeout,
                                                                        watch)
                                                                : Future.succeededFuture(
                                                                        refused(
                                                                                "readyz",
                                                                                response
                                                                                        .statusCode(),
                                                                                watch))));
    }

    private static Future<Observation> nodes(
            ClusterAccess access, Kubernetes target, Duration timeout, Stopwatch watch) {
        if (target.readyNodes() <= 0) {
            return Future.succeededFuture(Observation.up("ready", watch.elapsed()));
        }
        var headers = new HashMap<>(access.headers());
        headers.put("Accept", ReadyNodes.ACCEPT);
        return Asking.get(access.client(), access.at(ReadyNodes.PATH), headers, timeout)
                .compose(
                        response ->
                                response.statusCode() == 200
                                        ? BoundedBody.whole(response, MAX_NODES_BYTES)
                                                .map(ReadyNodes::read)
                                                .map(nodes -> judge(nodes, target, watch))
                                        : BoundedBody.beginning(response)
                                                .map(
                                                        _ ->
                                                                refused(
                                                                        "the list of nodes",
                                                                        response.statusCode(),
                                                                        watch)));
    }

    private static Observation judge(ReadyNodes nodes, Kubernetes target, Stopwatch watch) {
        return nodes.areEnough(target.readyNodes())
                ? Observation.up(nodes.toString(), watch.elapsed())
                : Observation.down(nodes.toString(), watch.elapsed());
    }

    /** A server that refuses us is there; what it would have said remains unknown. */
    private static Observation refused(String what, int status, Stopwatch watch) {
        return status == 401 || status == 403
                ? Observation.none(
                        what
                                + " is refused ("
                                + status
                                + "): the kubeconfig needs get on /readyz and"
                                + " list on nodes",
                        watch.elapsed())
                : Observation.down(what + " answers " + status, watch.elapsed());
    }

    /** The kubeconfig itself is of no use at this vantage. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(Throwable cause) {
            super(cause);
        }
    }

    private ClusterAccess access(Credential kubeconfig) throws Unusable {
        try {
            return access(Secrets.text(kubeconfig));
        } catch (Secrets.Unreadable | IOException | RuntimeException e) {
            // whatever the client's parser throws at a broken file
            throw new Unusable(e);
        }
    }

    private synchronized ClusterAccess access(String kubeconfig) throws IOException {
        var known = accesses.get(kubeconfig);
        if (known != null && System.nanoTime() - known.openedAt() < RENEWED_AFTER.toNanos()) {
            return known;
        }
        if (accesses.size() >= MAX_ACCESSES) {
            accesses.values().forEach(this::retire);
            accesses.clear();
        } else if (known != null) {
            retire(known);
        }
        var access = ClusterAccess.open(vertx, kubeconfig);
        accesses.put(kubeconfig, access);
        return access;
    }

    /** Questions that are under way keep their connection. */
    private void retire(ClusterAccess old) {
        vertx.setTimer(LAST_ANSWERS.toMillis(), _ -> old.client().close());
    }
}
