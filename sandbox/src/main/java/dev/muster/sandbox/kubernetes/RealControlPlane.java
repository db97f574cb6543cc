package dev.muster.sandbox.kubernetes;

import dev.muster.sandbox.etcd.EtcdServer;
import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** A real etcd and a real kube-apiserver. */
record RealControlPlane(
        ProcessTable table,
        String name,
        InetAddress host,
        KubernetesAssets assets,
        SiteKeys keys,
        String version)
        implements ControlPlane {

    @Override
    public String kind() {
        return "kube-apiserver " + version;
    }

    @Override
    public List<LocalProcess> launch() {
        Path directory = table.directory(name);
        LocalProcess etcd = EtcdServer.launch(table, name, host, assets.etcd());
        LocalProcess apiServer =
                table.start(
                        Command.of(
                                name + "-apiserver",
                                directory,
                                List.of(
                                        assets.apiServer().toString(),
                                        "--etcd-servers=http://%s:%d"
                                                .formatted(host.getHostAddress(), EtcdServer.PORT),
                                        "--bind-address=" + host.getHostAddress(),
                                        "--advertise-address=" + host.getHostAddress(),
                                        "--secure-port=" + ApiServer.PORT,
                                        "--tls-cert-file=" + keys.certificate(),
                                        "--tls-private-key-file=" + keys.serverKey(),
                                        "--token-auth-file=" + keys.tokens(),
                                        "--authorization-mode=RBAC",
                                        "--service-account-key-file=" + keys.accountPublicKey(),
                                        "--service-account-signing-key-file=" + keys.accountKey(),
                                        "--service-account-issuer=https://kubernetes.default.svc",
                                        "--service-cluster-ip-range=10.0.0.0/16",
                                        "--endpoint-reconciler-type=none",
                                        "--enable-priority-and-fairness=false",
                                        "--profiling=false")));
        return List.of(etcd, apiServer);
    }

    @Override
    public String kubeconfig(String server, int port) {
        try {
            String certificate =
                    Base64.getEncoder().encodeToString(Files.readAllBytes(keys.certificate()));
            return """
            apiVersion: v1
            kind: Config
            clusters:
            - name: %1$s
              cluster:
                server: https://%2$s:%3$d
                certificate-authority-data: %4$s
            users:
            - name: admin
              user:
                token: %5$s
            contexts:
            - name: %1$s
              context: {cluster: %1$s, user: admin, namespace: default}
            current-context: %1$s
            """
                    .formatted(name, server, port, certificate, keys.token());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
