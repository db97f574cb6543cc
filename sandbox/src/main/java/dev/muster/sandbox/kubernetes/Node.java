package dev.muster.sandbox.kubernetes;

import dev.muster.sandbox.process.ProcessTable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Where a node agent runs its processes. */
record Node(ProcessTable table, String site, InetAddress first, Path logs) {

    private static final int LAST_HOST = 254;

    /** Each replica has an address of its own, so that all of them can use the same port. */
    InetAddress addressOf(int replica) {
        byte[] address = first.getAddress();
        int host = Byte.toUnsignedInt(address[3]) + replica;
        if (host > LAST_HOST) {
            throw new IllegalArgumentException(
                    "site %s has no address for replica %d".formatted(site, replica));
        }
        address[3] = (byte) host;
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
