package dev.muster.sandbox.kubernetes;

import dev.muster.sandbox.process.LocalProcess;
import java.util.List;

/** What stands behind a site's API: its programs and the way to talk to them. */
sealed interface ControlPlane permits RealControlPlane, MockControlPlane {

    /** What it is, for people. */
    String kind();

    /** Starts its processes on their own disks; they need not answer yet. */
    List<LocalProcess> launch();

    /** The kubeconfig for a client that reaches it at a host, by address or by name, and port. */
    String kubeconfig(String host, int port);
}
