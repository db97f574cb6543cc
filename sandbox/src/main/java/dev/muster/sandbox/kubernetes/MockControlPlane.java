package dev.muster.sandbox.kubernetes;

import dev.muster.sandbox.process.JavaProcess;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.net.InetAddress;
import java.util.List;

/** The fabric8 mock server in a process of its own, for a machine without the real programs. */
record MockControlPlane(ProcessTable table, String name, InetAddress host) implements ControlPlane {

    @Override
    public String kind() {
        return "a mock of the Kubernetes API";
    }

    @Override
    public List<LocalProcess> launch() {
        return List.of(
                table.start(
                        JavaProcess.of(MockApi.class)
                                .heap("96m")
                                .arguments(
                                        host.getHostAddress(),
                                        Integer.toString(ApiServer.PORT),
                                        table.directory(name).resolve("objects.json").toString())
                                .command(name + "-mock", table.directory(name))));
    }

    @Override
    public String kubeconfig(String server, int port) {
        return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: %1$s
          cluster:
            server: http://%2$s:%3$d
        users:
        - name: admin
          user:
            token: none-is-checked
        contexts:
        - name: %1$s
          context: {cluster: %1$s, user: admin, namespace: default}
        current-context: %1$s
        """
                .formatted(name, server, port);
    }
}
