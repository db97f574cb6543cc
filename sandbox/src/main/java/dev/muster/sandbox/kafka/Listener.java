package dev.muster.sandbox.kafka;

import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * One door of a broker: where it listens, and the address it tells the clients that came through
 * this door, which is their own link to it.
 *
 * @param name capital letters and digits
 */
public record Listener(String name, InetSocketAddress bind, InetSocketAddress advertised) {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]*");

    public Listener {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a listener's name is of capital letters and digits, not " + name);
        }
    }

    /** A door whose clients come to it directly. */
    public static Listener direct(String name, InetSocketAddress address) {
        return new Listener(name, address, address);
    }

    String bindUri() {
        return name + "://" + text(bind);
    }

    String advertisedUri() {
        return name + "://" + text(advertised);
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
