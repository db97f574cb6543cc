package dev.muster.sandbox.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where the programs of a real Kubernetes control plane are on this machine. */
record KubernetesAssets(Path etcd, Path apiServer) {

    /** What to do when none are found. */
    static final String HOW_TO_GET =
            "set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver, or KUBE_API_TEST_DIR"
                    + " to one laid out as k8s/<version>-linux-amd64 (default: ~/.kubeapitest)";

    private static final int VERSION_SECONDS = 20;

    /**
     * Looks in {@code KUBEBUILDER_ASSETS}, then in {@code KUBE_API_TEST_DIR} or else {@code
     * ~/.kubeapitest}, the newest version first.
     */
    static Optional<KubernetesAssets> find() {
        List<Path> folders = new ArrayList<>();
        String assets = System.getenv("KUBEBUILDER_ASSETS");
        if (assets != null && !assets.isBlank()) {
            folders.add(Path.of(assets));
        }
        folders.addAll(versions(home()));
        return folders.stream()
                .map(each -> each.toAbsolutePath())
                .map(
                        each ->
                                new KubernetesAssets(
                                        each.resolve("etcd"), each.resolve("kube-apiserver")))
                .filter(each -> Files.isExecutable(each.etcd) && Files.isExecutable(each.apiServer))
                .findFirst();
    }

    /** The folder of kube-api-test. */
    static Path home() {
        String named = System.getenv("KUBE_API_TEST_DIR");
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".kubeapitest")
                : Path.of(named);
    }

    /** The version of the API server, such as {@code 1.34.4}. */
    String version() {
        try {
            Process program =
                    new ProcessBuilder(apiServer.toString(), "--version")
                            .redirectErrorStream(true)
                            .start();
            String said =
                    new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!program.waitFor(VERSION_SECONDS, TimeUnit.SECONDS) || program.exitValue() != 0) {
                throw new IllegalStateException(apiServer + " --version failed: " + said);
            }
            return said.strip().replaceFirst("^Kubernetes v", "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + apiServer, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static List<Path> versions(Path root) {
        Path all = root.resolve("k8s");
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> each = Files.list(all)) {
            return each.filter(folder -> folder.toString().endsWith("-linux-amd64"))
                    .sorted(Comparator.comparing(KubernetesAssets::order).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 1.34.4 comes after 1.9.12. */
    private static String order(Path folder) {
        StringBuilder order = new StringBuilder();
        for (String part : folder.toString().replaceFirst(".*/", "").split("[.-]", -1)) {
            order.append("%8s".formatted(part));
        }
        return order.toString();
    }
}
