package dev.muster.sandbox.kubernetes;

import dev.muster.sandbox.process.ProcessTable;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node of a site: it keeps real processes running for the site's Deployments that carry the
 * label {@value #LABEL}={@code true}, and reports which of them are ready.
 *
 * <p>It asks the API anew each time instead of watching: there is then no watch that could be stale
 * after a cut. While the API does not answer it keeps what runs, as a kubelet does.
 */
public final class NodeAgent {

    /** The label of a Deployment that is to run here, with the value {@code true}. */
    public static final String LABEL = "muster.dev/runs-here";

    private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
    private static final Duration ROUND = Duration.ofMillis(250);

    private final KubernetesClient client;
    private final Node node;
    private final Map<String, Workload> workloads = new HashMap<>();

    private NodeAgent(KubernetesClient client, Node node) {
        this.client = client;
        this.node = node;
    }

    /**
     * Runs until it is killed; its processes die with it.
     *
     * @param arguments kubeconfig, the site's name, the address of replica 0, the directory of logs
     */
    public static void main(String[] arguments) throws IOException {
        Path logs = Files.createDirectories(Path.of(arguments[3]));
        ProcessTable table = ProcessTable.over(logs.resolve("run"));
        Node node = new Node(table, arguments[1], InetAddress.getByName(arguments[2]), logs);
        try (KubernetesClient client = ApiServer.client(Files.readString(Path.of(arguments[0])))) {
            new NodeAgent(client, node).run();
        }
    }

    private void run() {
        boolean reachable = true;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                round();
                if (!reachable) {
                    LOG.info("the API of {} answers again", node.site());
                }
                reachable = true;
            } catch (KubernetesClientException e) {
                if (reachable) {
                    LOG.warn("the API of {} fails: {}", node.site(), e.getMessage());
                }
                reachable = false;
                workloads.values().forEach(Workload::tend);
            }
            LockSupport.parkNanos(ROUND.toNanos());
        }
    }

    private void round() {
        Map<String, Deployment> wanted = new HashMap<>();
        client
                .apps()
                .deployments()
                .inAnyNamespace()
                .withLabel(LABEL, "true")
                .list()
                .getItems()
                .stream()
                .filter(each -> each.getMetadata().getDeletionTimestamp() == null)
                .forEach(each -> wanted.put(each.getMetadata().getUid(), each));
        workloads.entrySet().removeIf(each -> endedUnlessWanted(each, wanted));
        wanted.forEach(this::reconcile);
    }

    private static boolean endedUnlessWanted(
            Map.Entry<String, Workload> running, Map<String, Deployment> wanted) {
        if (wanted.containsKey(running.getKey())) {
            return false;
        }
        running.getValue().end();
        return true;
    }

    private void reconcile(String uid, Deployment deployment) {
        Workload workload = workloads.computeIfAbsent(uid, _ -> new Workload(node));
        workload.want(deployment);
        workload.tend();
        DeploymentStatus status = workload.status(deployment);
        if (!status.equals(deployment.getStatus())) {
            report(deployment, status);
        }
    }

    private void report(Deployment deployment, DeploymentStatus status) {
        try {
            client.apps()
                    .deployments()
                    .inNamespace(deployment.getMetadata().getNamespace())
                    .withName(deployment.getMetadata().getName())
                    .editStatus(
                            current -> {
                                current.setStatus(status);
                                return current;
                            });
        } catch (KubernetesClientException e) {
            if (e.getCode() == 0) {
                throw e;
            }
            LOG.info(
                    "the status of {} is told in the next round: {}",
                    deployment.getMetadata().getName(),
                    e.getMessage());
        }
    }
}
