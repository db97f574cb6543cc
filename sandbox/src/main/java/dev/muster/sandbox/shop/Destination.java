package dev.muster.sandbox.shop;

import java.net.InetSocketAddress;
import java.util.List;

/** How a customer finds the shop. */
public sealed interface Destination {

    /**
     * By name: the DNS servers are asked again each time the answer's time to live has run out.
     *
     * @param dnsServers asked in this order until one answers
     */
    record ByName(List<InetSocketAddress> dnsServers, String name, int port)
            implements Destination {

        public ByName {
            dnsServers = List.copyOf(dnsServers);
        }
    }

    /** At one address for ever: a customer inside a site, who never learns of a move. */
    record Fixed(InetSocketAddress address) implements Destination {}
}
