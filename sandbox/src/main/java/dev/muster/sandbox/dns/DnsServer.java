package dev.muster.sandbox.dns;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * A small authoritative DNS server for one zone, on several addresses, over UDP and TCP, which
 * takes signed dynamic updates (RFC 2136) and keeps the zone in a file.
 */
public final class DnsServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int MOST_CONNECTIONS = 128;
    private static final int IDLE_MILLIS = 10_000;
    private static final int BACKLOG = 64;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Authority authority;
    private final List<DatagramSocket> datagrams = new ArrayList<>();
    private final List<ServerSocket> streams = new ArrayList<>();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);

    private DnsServer(Authority authority) {
        this.authority = authority;
    }

    /**
     * Serves the zone in a file.
     *
     * @param origin the zone, an absolute name
     * @param file in master file format, with a SOA record; it is rewritten after each update
     * @throws UncheckedIOException when the file cannot be read or an address is taken
     */
    public static DnsServer open(
            String origin, Path file, TsigKey key, List<InetSocketAddress> addresses) {
        try {
            ZoneFile zoneFile = new ZoneFile(file);
            ZoneRecords zone = zoneFile.read(Name.fromString(origin));
            LOG.info("zone {} with serial {}", origin, zone.soa().getSerial());
            DnsServer server = new DnsServer(new Authority(zone, zoneFile, key));
            for (InetSocketAddress address : addresses) {
                server.listen(address);
            }
            return server;
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a zone name: " + origin, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot serve " + origin + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the file of a new zone that holds a SOA and one name server; does nothing when the
     * file is there.
     */
    public static void createZone(String origin, Path file, InetSocketAddress nameServer) {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.writeString(
                    file,
                    """
                    @ 30 IN SOA ns hostmaster 1 60 10 3600 5
                    @ 30 IN NS ns
                    ns 30 IN A %s
                    """
                            .formatted(nameServer.getAddress().getHostAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create zone " + origin, e);
        }
    }

    /** The serial of the zone now. */
    public long serial() {
        return authority.zone().soa().getSerial();
    }

    /** Ends all conversations and returns when the addresses are free again. */
    @Override
    public void close() {
        datagrams.forEach(DatagramSocket::close);
        streams.forEach(DnsServer::close);
        clients.forEach(DnsServer::close);
        try {
            for (Thread each : threads) {
                each.join(CLOSE_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("not closed: {}", e.getMessage());
        }
    }

    /**
     * Serves until it is killed.
     *
     * @param arguments zone, zone file, key name, key secret, then address:port of each listener
     */
    public static void main(String[] arguments) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String each : List.of(arguments).subList(4, arguments.length)) {
            int colon = each.lastIndexOf(':');
            addresses.add(
                    new InetSocketAddress(
                            each.substring(0, colon), Integer.parseInt(each.substring(colon + 1))));
        }
        Path file = Path.of(arguments[1]);
        createZone(arguments[0], file, addresses.getFirst());
        open(arguments[0], file, new TsigKey(arguments[2], arguments[3]), addresses);
    }

    private void listen(InetSocketAddress address) throws IOException {
        try {
            DatagramSocket datagram = new DatagramSocket(address);
            datagrams.add(datagram);
            ServerSocket stream = new ServerSocket();
            streams.add(stream);
            stream.bind(address, BACKLOG);
            threads.add(
                    Thread.ofPlatform().name("dns-udp-" + address).start(() -> serve(datagram)));
            threads.add(Thread.ofPlatform().name("dns-tcp-" + address).start(() -> serve(stream)));
        } catch (IOException e) {
            close();
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private void serve(DatagramSocket socket) {
        byte[] buffer = new byte[64 * 1024];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] request = new byte[packet.getLength()];
                System.arraycopy(buffer, packet.getOffset(), request, 0, request.length);
                byte[] response = authority.respond(request, true);
                if (response != null) {
                    socket.send(
                            new DatagramPacket(
                                    response, response.length, packet.getSocketAddress()));
                }
            } catch (IOException | RuntimeException e) {
                trouble(socket.isClosed(), e);
            }
        }
    }

    private void serve(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                room.acquireUninterruptibly();
                Socket client = listener.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> converse(client));
            } catch (IOException e) {
                room.release();
                trouble(listener.isClosed(), e);
            }
        }
    }

    private void converse(Socket client) {
        try (client) {
            client.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] response = authority.respond(in.readNBytes(in.readUnsignedShort()), false);
                if (response == null) {
                    return;
                }
                byte[] framed = new byte[response.length + 2];
                framed[0] = (byte) (response.length >> 8);
                framed[1] = (byte) response.length;
                System.arraycopy(response, 0, framed, 2, response.length);
                out.write(framed);
            }
        } catch (IOException | RuntimeException e) {
            trouble(true, e);
        } finally {
            clients.remove(client);
            room.release();
        }
    }

    private static void trouble(boolean expected, Exception e) {
        if (expected) {
            LOG.debug("a conversation ended: {}", e.toString());
        } else {
            LOG.warn("a request failed", e);
        }
    }
}
