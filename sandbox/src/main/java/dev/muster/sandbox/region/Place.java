package dev.muster.sandbox.region;

import dev.muster.sandbox.network.Neighbourhood;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where things are. Inside a site everything has an inner address; whoever is outside goes through
 * the site's border, a link at another address, which can be cut.
 */
public enum Place {
    WEST(1, "west", "us-west"),
    EAST(2, "east", "us-east"),
    WITNESS(3, "witness", "eu-central");

    static final int DATABASE = 10;
    static final int API = 11;
    static final int FIRST_REPLICA = 20;
    static final int BROKER = 9;
    static final int DNS = 53;
    static final int SECOND_DNS = 54;
    static final int HEALTH = 81;
    static final int BACKUP = 82;
    static final int FAILOVER = 83;
    static final int STORE = 70;
    static final int GUARD = 84;
    static final int ON_CALL = 90;
    static final int BORDER = 100;
    static final int LOG_DOOR = 209;
    static final int UPLINK = 220;

    private final int number;
    private final String label;
    private final String failureDomain;

    Place(int number, String label, String failureDomain) {
        this.number = number;
        this.label = label;
        this.failureDomain = failureDomain;
    }

    public String label() {
        return label;
    }

    public String failureDomain() {
        return failureDomain;
    }

    InetAddress address(Neighbourhood neighbourhood, int host) {
        return neighbourhood.address(number, host);
    }

    InetSocketAddress inside(Neighbourhood neighbourhood, int host, int port) {
        return neighbourhood.socket(number, host, port);
    }

    /** The same thing as seen from outside. */
    InetSocketAddress border(Neighbourhood neighbourhood, int host, int port) {
        return neighbourhood.socket(number, BORDER + host, port);
    }
}
