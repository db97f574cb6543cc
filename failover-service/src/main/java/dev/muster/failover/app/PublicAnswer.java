package dev.muster.failover.app;

import java.net.URI;

/** Whether a public URL is answered at a given address, whatever this machine's resolver says. */
public interface PublicAnswer {

    /** True when the server at the address answers the URL with a status below 400. */
    boolean answersAt(URI url, String address) throws InterruptedException;
}
