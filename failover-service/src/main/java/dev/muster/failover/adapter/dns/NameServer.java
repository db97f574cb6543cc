package dev.muster.failover.adapter.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** One DNS server, asked directly. */
final class NameServer {

    private static final int DNS_PORT = 53;

    private final SimpleResolver resolver;

    private NameServer(SimpleResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * The server at {@code host} or {@code host:port}.
     *
     * @throws IOException when the host has no address
     */
    static NameServer at(String address, Duration timeout) throws IOException {
        var colon = address.lastIndexOf(':');
        var hasPort = colon > 0 && address.indexOf(':') == colon;
        var resolver = new SimpleResolver(hasPort ? address.substring(0, colon) : address);
        resolver.setPort(hasPort ? Integer.parseInt(address.substring(colon + 1)) : DNS_PORT);
        resolver.setTimeout(timeout);
        return new NameServer(resolver);
    }

    SimpleResolver overTcp() {
        resolver.setTCP(true);
        return resolver;
    }

    /** What the server answers for a name and type; empty when it has nothing. */
    List<Record> ask(Name name, int type) throws IOException {
        var answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
        return answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(name) && record.getType() == type)
                .toList();
    }
}
