package dev.muster.sandbox.shop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What a customer knows of a name: the last answer, until its time to live has run out. */
final class NameLookup {

    private static final Duration ASK_LIMIT = Duration.ofMillis(500);

    private final Destination.ByName destination;
    private final Message query;
    private List<InetSocketAddress> known = List.of();
    private long expires = System.nanoTime();

    NameLookup(Destination.ByName destination) {
        this.destination = destination;
        try {
            String absolute = destination.name().replaceFirst("\\.?$", ".");
            query =
                    Message.newQuery(
                            Record.newRecord(Name.fromString(absolute), Type.A, DClass.IN));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a name: " + destination.name(), e);
        }
    }

    /** The addresses of the name now. */
    synchronized List<InetSocketAddress> addresses() throws IOException {
        if (known.isEmpty() || System.nanoTime() - expires >= 0) {
            ask();
        }
        return known;
    }

    private void ask() throws IOException {
        known = List.of();
        IOException last = new IOException("no DNS server is given");
        for (InetSocketAddress server : destination.dnsServers()) {
            try {
                SimpleResolver resolver = new SimpleResolver(server);
                resolver.setTimeout(ASK_LIMIT);
                remember(resolver.send(query));
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private void remember(Message answer) throws IOException {
        List<ARecord> records =
                answer.getSection(Section.ANSWER).stream()
                        .filter(ARecord.class::isInstance)
                        .map(ARecord.class::cast)
                        .toList();
        if (answer.getRcode() != Rcode.NOERROR || records.isEmpty()) {
            throw new IOException(
                    "%s has no address: %s"
                            .formatted(destination.name(), Rcode.string(answer.getRcode())));
        }
        long ttl = records.stream().mapToLong(Record::getTTL).min().orElse(0);
        expires = System.nanoTime() + Duration.ofSeconds(ttl).toNanos();
        known =
                records.stream()
                        .map(each -> new InetSocketAddress(each.getAddress(), destination.port()))
                        .toList();
    }
}
