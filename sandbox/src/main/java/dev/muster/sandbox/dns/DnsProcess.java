package dev.muster.sandbox.dns;

import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.JavaProcess;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A {@link DnsServer} in a process of its own, whose zone outlives {@code kill -9}. */
public final class DnsProcess implements AutoCloseable {

    private static final Duration UP_LIMIT = Duration.ofSeconds(30);
    private static final Duration ASK_LIMIT = Duration.ofSeconds(1);

    private final ProcessTable table;
    private final String name;
    private final String zone;
    private final TsigKey key;
    private final List<InetSocketAddress> addresses;
    private @Nullable LocalProcess process;

    private DnsProcess(
            ProcessTable table,
            String name,
            String zone,
            TsigKey key,
            List<InetSocketAddress> addresses) {
        this.table = table;
        this.name = name;
        this.zone = zone;
        this.key = key;
        this.addresses = List.copyOf(addresses);
    }

    /**
     * Starts a server with an empty zone and returns when it answers.
     *
     * @param addresses all serve the same zone; the first is the name server of the zone
     */
    public static DnsProcess start(
            ProcessTable table,
            String name,
            String zone,
            TsigKey key,
            List<InetSocketAddress> addresses) {
        DnsProcess server = new DnsProcess(table, name, zone, key, addresses);
        server.start();
        return server;
    }

    /** Starts it again with the zone as it was; does nothing while it runs. */
    public void start() {
        if (isAlive()) {
            return;
        }
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                zone,
                                table.directory(name).resolve("zone").toString(),
                                key.name(),
                                key.secret()));
        addresses.forEach(
                each -> arguments.add(each.getAddress().getHostAddress() + ":" + each.getPort()));
        LocalProcess started =
                table.start(
                        JavaProcess.of(DnsServer.class)
                                .arguments(arguments)
                                .command(name, table.directory(name)));
        process = started;
        Deadline.in(UP_LIMIT)
                .untilPresent("DNS server " + name + " to answer", () -> answers(started));
    }

    /** Ends it as a power cut would. */
    public void kill9() {
        if (process != null) {
            process.kill9();
        }
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Where it answers. */
    public List<InetSocketAddress> addresses() {
        return addresses;
    }

    /** The zone it serves. */
    public String zone() {
        return zone;
    }

    /** The key that may change the zone. */
    public TsigKey key() {
        return key;
    }

    @Override
    public void close() {
        kill9();
    }

    private @Nullable Boolean answers(LocalProcess started) throws Exception {
        started.requireAlive();
        SimpleResolver resolver = new SimpleResolver(addresses.getFirst());
        resolver.setTimeout(ASK_LIMIT);
        Record question = Record.newRecord(Name.fromString(zone), Type.SOA, DClass.IN);
        return resolver.send(Message.newQuery(question)).getRcode() == Rcode.NOERROR ? true : null;
    }
}
