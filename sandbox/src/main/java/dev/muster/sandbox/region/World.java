package dev.muster.sandbox.region;

import dev.muster.sandbox.dns.DnsProcess;
import dev.muster.sandbox.dns.TsigKey;
import dev.muster.sandbox.kafka.Broker;
import dev.muster.sandbox.kafka.Listener;
import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.postgres.StrayServers;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.shop.Destination;
import dev.muster.sandbox.shop.ShopApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Two sites, a witness, a log, a name server, and Muster in between; all of it real, all of it
 * processes of this machine that can be killed.
 */
public final class World implements AutoCloseable {

    /** The name of the shop. */
    public static final String SHOP = "shop.example.org.";

    /** The token of the person who operates Muster. */
    public static final String OPERATOR_TOKEN = "sandbox-operator-token";

    private static final String ZONE = "example.org.";
    private static final int DNS_PORT = 5353;
    private static final int HEALTH_PORT = 8081;
    private static final int FAILOVER_PORT = 8083;
    private static final int STORE_PORT = 7070;

    /** The bucket with the shop's backups. */
    static final String BUCKET = "muster-backups";

    private static final int WEST_DOOR = 9192;
    private static final int EAST_DOOR = 9292;
    private static final int PARTITIONS = 4;

    private final Neighbourhood neighbourhood;
    private final ProcessTable table;
    private final Broker broker;
    private final DnsProcess dns;
    private final Region west;
    private final Region east;
    private final Services services;
    private final List<Link> witnessUplinks = new ArrayList<>();
    private final WorldSecrets secrets;
    private final OnCall onCall;
    private final Way way;
    private final Optional<ObjectStore> store;

    /** How the shop's data get to east. */
    public enum Way {
        /** East's database follows west's. */
        STREAMING,
        /** East has no database: there is only what lies in the bucket. */
        BACKUPS
    }

    private World(
            Neighbourhood neighbourhood,
            ProcessTable table,
            Broker broker,
            DnsProcess dns,
            Region west,
            Region east,
            Services services,
            WorldSecrets secrets,
            Way way,
            Optional<ObjectStore> store) {
        this.way = way;
        this.store = store;
        this.neighbourhood = neighbourhood;
        this.table = table;
        this.broker = broker;
        this.dns = dns;
        this.west = west;
        this.east = east;
        this.services = services;
        this.secrets = secrets;
        this.onCall = OnCall.at(Place.WITNESS.inside(neighbourhood, Place.ON_CALL, HEALTH_PORT));
    }

    /**
     * Builds a world with the shop at west, east standing by.
     *
     * @param home the folder of the project
     */
    public static World create(Path home) {
        return create(home, Way.STREAMING);
    }

    /** Builds a world in which the data get to east in that way. */
    public static World create(Path home, Way way) {
        var neighbourhood = Neighbourhood.claim();
        var table = ProcessTable.open("sandbox");
        try {
            return create(home, way, neighbourhood, table);
        } catch (RuntimeException e) {
            table.close();
            neighbourhood.close();
            throw e;
        }
    }

    private static World create(
            Path home, Way way, Neighbourhood neighbourhood, ProcessTable table) {
        table.onClose(() -> StrayServers.end(table.directory()));
        ApiServer.prepare(table);
        var witness = Place.WITNESS;
        var secrets = WorldSecrets.write(table);
        var environment = new HashMap<>(secrets.environment());
        environment.put("MUSTER_TOPICS_CREATE", "true");
        environment.put("MUSTER_TOPICS_PARTITIONS", Integer.toString(PARTITIONS));
        var services = new Services(table, home, environment);
        var westDoor =
                new Listener(
                        "WEST",
                        witness.inside(neighbourhood, Place.BROKER, WEST_DOOR),
                        Region.logDoor(Place.WEST, neighbourhood));
        var eastDoor =
                new Listener(
                        "EAST",
                        witness.inside(neighbourhood, Place.BROKER, EAST_DOOR),
                        Region.logDoor(Place.EAST, neighbourhood));
        var broker =
                later(
                        () ->
                                Broker.start(
                                        table,
                                        "broker",
                                        witness.address(neighbourhood, Place.BROKER),
                                        westDoor,
                                        eastDoor));
        var dns =
                later(
                        () ->
                                DnsProcess.start(
                                        table,
                                        "dns",
                                        ZONE,
                                        secrets.key(),
                                        List.of(
                                                witness.inside(neighbourhood, Place.DNS, DNS_PORT),
                                                witness.inside(
                                                        neighbourhood,
                                                        Place.SECOND_DNS,
                                                        DNS_PORT))));
        var store = later(() -> store(way, neighbourhood, table));
        var west =
                later(
                        () -> {
                            var region = Region.open(Place.WEST, neighbourhood, table);
                            region.becomePrimary();
                            return region;
                        });
        var east = later(() -> Region.open(Place.EAST, neighbourhood, table));
        try {
            var world =
                    new World(
                            neighbourhood,
                            table,
                            broker.join(),
                            dns.join(),
                            west.join(),
                            east.join(),
                            services,
                            secrets,
                            way,
                            store.join());
            world.settle(westDoor.bind(), eastDoor.bind());
            return world;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Optional<ObjectStore> store(
            Way way, Neighbourhood neighbourhood, ProcessTable table) {
        if (way == Way.STREAMING) {
            return Optional.empty();
        }
        var store =
                ObjectStore.start(
                        table, "s3", Place.WITNESS.inside(neighbourhood, Place.STORE, STORE_PORT));
        store.createBucket(BUCKET);
        return Optional.of(store);
    }

    private void settle(InetSocketAddress westDoor, InetSocketAddress eastDoor) {
        west.openLogDoor(westDoor);
        east.openLogDoor(eastDoor);
        nameTheShop();
        if (way == Way.STREAMING) {
            east.follow(west);
        } else {
            west.backUp();
            east.backUp();
        }
        var plans = table.directory("plans");
        write(plans.resolve("shop.yaml"), DemoPlan.text(this));
        var log = broker.bootstrap();
        var controls = dns.addresses().stream().map(this::uplink).toList();
        services.know(west.namesOutside().with(east.namesOutside()));
        var fromWitness = waysFromWitness(west).with(waysFromWitness(east));
        services.decider(Place.WITNESS, failover(), log, plans);
        services.vantage(
                Place.WITNESS,
                health(),
                log,
                fromWitness,
                Map.of(
                        "MUSTER_HEALTH_CONTROL_TARGETS",
                        String.join(",", controls.stream().map(Region::text).toList())));
        west.muster(services);
        east.muster(services);
        west.deploy(Region.REPLICAS);
        east.deploy(way == Way.STREAMING ? 1 : 0);
    }

    /** The name leads to west, as somebody set it up long ago. */
    private void nameTheShop() {
        try {
            var name = Name.fromString(SHOP);
            var update = new Update(Name.fromString(ZONE));
            for (var address : west.shopBorders(Region.REPLICAS)) {
                update.add(name, Type.A, 1, address.getHostAddress());
            }
            var server = new SimpleResolver(dns.addresses().getFirst());
            server.setTCP(true);
            server.setTSIGKey(secrets.key().tsig());
            var answer = server.send(update);
            if (answer.getRcode() != Rcode.NOERROR) {
                throw new IllegalStateException(
                        "the name server says " + Rcode.string(answer.getRcode()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the shop could not be named", e);
        }
    }

    /** A way out of the witness that can be cut: what its vantage needs to see anything. */
    private InetSocketAddress uplink(InetSocketAddress target) {
        var listen = nextUplink(target);
        witnessUplinks.add(Link.open("witness-uplink", listen, target));
        return listen;
    }

    /** The vantage at the witness has ways of its own into a site, which can be cut. */
    private Hosts waysFromWitness(Region region) {
        var hosts = new Hosts();
        region.names()
                .forEach(
                        (name, inside) -> {
                            var listen = nextUplink(inside);
                            witnessUplinks.add(region.way("from-witness", listen, inside));
                            hosts.with(name, listen.getAddress());
                        });
        return hosts;
    }

    private InetSocketAddress nextUplink(InetSocketAddress target) {
        var host = Place.UPLINK + witnessUplinks.size();
        return Place.WITNESS.inside(neighbourhood, host, target.getPort());
    }

    /** The witness's vantage loses its ways to everything it looks at, or gets them back. */
    public void blindWitness(boolean blind) {
        witnessUplinks.forEach(blind ? Link::cut : Link::heal);
    }

    /** The telephone of the person on call. */
    public OnCall onCall() {
        return onCall;
    }

    public Region west() {
        return west;
    }

    public Region east() {
        return east;
    }

    public void bringBack(Region region) {
        region.comeBack(services);
    }

    /** Brokers as seen from outside of the sites. */
    public String log() {
        return broker.bootstrap();
    }

    /** How a customer outside of both sites finds the shop. */
    public Destination shopByName() {
        return new Destination.ByName(dns.addresses(), SHOP, ShopApplication.PORT);
    }

    public URI failoverUrl() {
        return URI.create("http://" + Region.text(failover()));
    }

    public URI healthUrl() {
        return URI.create("http://" + Region.text(health()));
    }

    /** The token with which Alertmanager may post. */
    public String webhookToken() {
        return secrets.webhookToken();
    }

    public Path directory() {
        return table.directory();
    }

    /** How the data get to east. */
    public Way way() {
        return way;
    }

    /** What holds the backups, where there are any. */
    public Optional<ObjectStore> store() {
        return store;
    }

    /** How many processes of this world live now. */
    public int processes() {
        return table.running().size();
    }

    Path secret(String name) {
        return secrets.file(name);
    }

    DnsProcess dns() {
        return dns;
    }

    TsigKey key() {
        return secrets.key();
    }

    private InetSocketAddress failover() {
        return Place.WITNESS.inside(neighbourhood, Place.FAILOVER, FAILOVER_PORT);
    }

    private InetSocketAddress health() {
        return Place.WITNESS.inside(neighbourhood, Place.HEALTH, HEALTH_PORT);
    }

    private static <T> CompletableFuture<T> later(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, runnable -> Thread.ofVirtual().start(runnable));
    }

    /** Does all of it at the same time and returns when all is done. */
    static void together(List<? extends Runnable> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = work.stream().map(w -> CompletableFuture.runAsync(w, threads)).toList();
            all.forEach(CompletableFuture::join);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public void close() {
        onCall.close();
        table.close();
        neighbourhood.close();
    }
}
