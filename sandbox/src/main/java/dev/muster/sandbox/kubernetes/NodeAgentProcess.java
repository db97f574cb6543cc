package dev.muster.sandbox.kubernetes;

import dev.muster.sandbox.process.JavaProcess;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A {@link NodeAgent} in a process of its own; killing it kills what it runs. */
public final class NodeAgentProcess implements AutoCloseable {

    private final ProcessTable table;
    private final String site;
    private final Path kubeconfig;
    private final InetAddress firstReplica;
    private @Nullable LocalProcess process;

    private NodeAgentProcess(
            ProcessTable table, String site, Path kubeconfig, InetAddress firstReplica) {
        this.table = table;
        this.site = site;
        this.kubeconfig = kubeconfig;
        this.firstReplica = firstReplica;
    }

    /**
     * Starts the agent of a site.
     *
     * @param firstReplica the address of replica 0 of every Deployment; replica n has the address n
     *     hosts further on
     */
    public static NodeAgentProcess start(
            ProcessTable table, String site, Path kubeconfig, InetAddress firstReplica) {
        NodeAgentProcess agent = new NodeAgentProcess(table, site, kubeconfig, firstReplica);
        agent.start();
        return agent;
    }

    /** Starts it again; does nothing while it runs. */
    public void start() {
        if (isAlive()) {
            return;
        }
        Path directory = table.directory(site + "-node");
        process =
                table.start(
                        JavaProcess.of(NodeAgent.class)
                                .heap("96m")
                                .arguments(
                                        kubeconfig.toString(),
                                        site,
                                        firstReplica.getHostAddress(),
                                        directory.toString())
                                .command("agent", directory));
    }

    /** Ends it and all processes of its Deployments as a power cut would. */
    public void kill9() {
        if (process != null) {
            process.kill9();
        }
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The last lines of its log. */
    public String logTail() {
        return process == null ? "(never started)" : process.logTail();
    }

    @Override
    public void close() {
        kill9();
    }
}
