package dev.muster.sandbox.kubernetes;

import dev.muster.sandbox.process.JavaProcess;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.binary.BinaryManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries to get the programs of a real control plane from where kube-api-test has them, and gives up
 * soon: on a machine that does not reach that place, a mock stands in.
 *
 * <p>It works in a process of its own and in a folder of its own, so that giving up leaves nothing.
 */
final class KubernetesDownload {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesDownload.class);

    /** Where the index of the releases is. */
    private static final InetSocketAddress INDEX =
            InetSocketAddress.createUnresolved("raw.githubusercontent.com", 443);

    private static final String VERSION = "1.34.*";
    private static final int CONNECT_MILLIS = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private KubernetesDownload() {}

    /**
     * Puts the programs where {@link KubernetesAssets#find()} finds them, or gives up.
     *
     * @param home the folder of kube-api-test, usually {@code ~/.kubeapitest}
     */
    static void attempt(ProcessTable table, Path home) {
        attempt(table, home, INDEX, LIMIT);
    }

    static void attempt(ProcessTable table, Path home, InetSocketAddress index, Duration limit) {
        if (!answers(index)) {
            return;
        }
        Path draft = table.directory("kubernetes-download");
        LocalProcess download =
                table.start(
                        JavaProcess.of(KubernetesDownload.class)
                                .heap("128m")
                                .arguments(draft.toString())
                                .command("kubernetes-download", draft));
        long deadline = System.nanoTime() + limit.toNanos();
        while (download.isAlive() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        download.kill9();
        if (Files.exists(draft.resolve("done"))) {
            keep(draft.resolve("k8s"), home.resolve("k8s"));
        }
    }

    /** In its own process: what takes long. */
    public static void main(String[] arguments) throws IOException {
        Path draft = Path.of(arguments[0]);
        new BinaryManager(
                        KubeAPIServerConfigBuilder.anAPIServerConfig()
                                .withTestDir(draft.toString())
                                .withApiServerVersion(VERSION)
                                .build())
                .initAndDownloadIfRequired();
        Files.createFile(draft.resolve("done"));
    }

    private static void keep(Path found, Path home) {
        try (Stream<Path> versions = Files.list(found)) {
            Files.createDirectories(home);
            for (Path version : versions.toList()) {
                Path kept = home.resolve(version.getFileName());
                if (!Files.exists(kept)) {
                    Files.move(version, kept);
                }
            }
        } catch (IOException e) {
            LOG.warn("the Kubernetes programs were found and cannot be kept: {}", e.toString());
        }
    }

    private static boolean answers(InetSocketAddress index) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(index.getHostString(), index.getPort()), CONNECT_MILLIS);
            return true;
        } catch (IOException noWay) {
            return false;
        }
    }
}
