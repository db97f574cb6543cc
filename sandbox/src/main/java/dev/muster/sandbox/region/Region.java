package dev.muster.sandbox.region;

import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.kubernetes.NodeAgentProcess;
import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.shop.ShopApplication;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One site: a Kubernetes API, a node that runs what its Deployments say, a PostgreSQL, and Muster's
 * vantage and guard. It can die at once, come back on its own disks, or be cut off.
 */
public final class Region {

    /** The namespace of the shop. */
    public static final String NAMESPACE = "shop";

    static final int REPLICAS = 2;
    static final String DATABASE = "orders";
    static final String SHOP_USER = "shop";
    static final String SHOP_PASSWORD = "shop";
    private static final int DATABASE_PORT = 5432;
    private static final int HEALTH_PORT = 8081;
    private static final int BACKUP_PORT = 8082;
    private static final int GUARD_PORT = 8084;
    private static final int LOG_PORT = 9092;

    private final Place place;
    private final Neighbourhood neighbourhood;
    private final ProcessTable table;
    private final List<Link> borders = new ArrayList<>();
    private final ApiServer api;
    private final Path kubeconfig;
    private final Path declaredKubeconfig;
    private @Nullable PostgresServer database;
    private @Nullable NodeAgentProcess node;
    private @Nullable LocalProcess vantage;
    private @Nullable LocalProcess guard;
    private @Nullable LocalProcess backup;
    private boolean backedUp;

    private Region(Place place, Neighbourhood neighbourhood, ProcessTable table, ApiServer api) {
        this.place = place;
        this.neighbourhood = neighbourhood;
        this.table = table;
        this.api = api;
        var apiBorder = place.border(neighbourhood, Place.API, ApiServer.PORT);
        open("api", apiBorder, api.address());
        open(
                "database",
                place.border(neighbourhood, Place.DATABASE, DATABASE_PORT),
                databaseInside());
        for (var i = 0; i < REPLICAS; i++) {
            open(
                    "shop-" + i,
                    place.border(neighbourhood, Place.FIRST_REPLICA + i, ShopApplication.PORT),
                    place.inside(neighbourhood, Place.FIRST_REPLICA + i, ShopApplication.PORT));
        }
        this.kubeconfig = api.kubeconfig(apiBorder);
        this.declaredKubeconfig = api.kubeconfigByName();
    }

    /** Starts the site's Kubernetes API and opens its borders; nothing runs there yet. */
    static Region open(Place place, Neighbourhood neighbourhood, ProcessTable table) {
        var api =
                ApiServer.start(
                        table,
                        place.label() + "-api",
                        place.address(neighbourhood, Place.API),
                        List.of(
                                place.border(neighbourhood, Place.API, ApiServer.PORT)
                                        .getAddress()));
        return new Region(place, neighbourhood, table, api);
    }

    private void open(String name, InetSocketAddress listen, InetSocketAddress target) {
        borders.add(Link.open(place.label() + "-" + name, listen, target));
    }

    /** The way from inside the site to the log; a border like the others. */
    void openLogDoor(InetSocketAddress broker) {
        open("log", place.inside(neighbourhood, Place.LOG_DOOR, LOG_PORT), broker);
    }

    static InetSocketAddress logDoor(Place place, Neighbourhood neighbourhood) {
        return place.inside(neighbourhood, Place.LOG_DOOR, LOG_PORT);
    }

    void becomePrimary() {
        var server = PostgresServer.primary(table, place.label() + "-postgres", databaseInside());
        server.createRole(SHOP_USER, SHOP_PASSWORD);
        server.createDatabase(DATABASE, SHOP_USER);
        server.execute(
                DATABASE, ShopApplication.TABLE + "; alter table orders owner to " + SHOP_USER);
        database = server;
    }

    void follow(Region primary) {
        database =
                PostgresServer.standbyOf(
                        table,
                        place.label() + "-postgres",
                        databaseInside(),
                        primary.databaseBorder(),
                        place.label());
    }

    /** Puts the shop's Deployment there; the node begins to run it. */
    void deploy(int replicas) {
        try (var client = api.client()) {
            client.resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(NAMESPACE)
                                    .endMetadata()
                                    .build())
                    .create();
            client.resource(ShopDeployment.of(replicas, databaseInside())).create();
        }
        node =
                NodeAgentProcess.start(
                        table,
                        place.label(),
                        api.kubeconfig(),
                        place.address(neighbourhood, Place.FIRST_REPLICA));
    }

    /** From now on a backup-service is part of what Muster runs here. */
    void backUp() {
        backedUp = true;
    }

    /** Where the folder lies in which a restored database of this site shall be. */
    Path restorePlace() {
        return table.directory(place.label() + "-restored").resolve("orders");
    }

    void muster(Services services) {
        var log = text(logDoor(place, neighbourhood));
        if (backedUp) {
            backup =
                    services.backup(
                            place,
                            backupAddress(),
                            log,
                            Map.of(
                                    "MUSTER_BACKUP_POSTGRES_LISTEN",
                                    databaseInside().getAddress().getHostAddress()));
        }
        vantage = services.vantage(place, health(), log, Map.of("MUSTER_HEALTH_ASSESS", "false"));
        guard =
                services.guard(
                        place,
                        place.inside(neighbourhood, Place.GUARD, GUARD_PORT),
                        log,
                        Map.of(
                                "MUSTER_GUARD_KUBECONFIG",
                                api.kubeconfig().toString(),
                                "MUSTER_GUARD_ADDRESSES",
                                databaseName()
                                        + ":"
                                        + DATABASE_PORT
                                        + "="
                                        + text(databaseInside())));
    }

    /** Everything of the site dies at once. */
    public void die() {
        var endings = new ArrayList<Runnable>();
        if (node != null) {
            endings.add(node::kill9);
        }
        if (database != null) {
            endings.add(database::kill9);
        }
        endings.add(api::kill9);
        if (vantage != null) {
            endings.add(vantage::kill9);
        }
        if (guard != null) {
            endings.add(guard::kill9);
        }
        if (backup != null) {
            endings.add(backup::kill9);
        }
        World.together(endings);
        borders.forEach(Link::breakOff);
    }

    /** Power is back: everything starts again on its own disks, in no particular order. */
    public void comeBack(Services services) {
        borders.forEach(Link::heal);
        World.together(
                List.of(
                        () -> {
                            if (database != null) {
                                database.start();
                            }
                        },
                        () -> {
                            api.start();
                            if (node != null) {
                                node.start();
                            }
                        },
                        () -> muster(services)));
    }

    /** No packet gets in or out; inside, everything lives on. */
    public void cutOff() {
        borders.forEach(Link::cut);
    }

    public void reconnect() {
        borders.forEach(Link::heal);
    }

    public Place place() {
        return place;
    }

    /** What serves the Kubernetes API. */
    public String apiKind() {
        return api.kind();
    }

    /** The names under which plans know what is here, and where each really is. */
    Map<String, InetSocketAddress> names() {
        return Map.of(
                api.dnsName(),
                api.address(),
                databaseName(),
                databaseInside(),
                webName(),
                place.inside(neighbourhood, Place.FIRST_REPLICA, ShopApplication.PORT));
    }

    /** What everybody outside takes those names for. */
    Hosts namesOutside() {
        return new Hosts()
                .with(api.dnsName(), apiBorder().getAddress())
                .with(databaseName(), databaseBorder().getAddress())
                .with(webName(), shopBorders(1).getFirst());
    }

    /** One more way into the site, for one place outside; it ends at the same border. */
    Link way(String name, InetSocketAddress listen, InetSocketAddress inside) {
        open(name, listen, inside);
        return borders.getLast();
    }

    String databaseName() {
        return place.label() + "-db.example.org";
    }

    String webName() {
        return place.label() + "-web.example.org";
    }

    /** The kubeconfig that plans name; it leads to a name. */
    Path declaredKubeconfig() {
        return declaredKubeconfig;
    }

    /** An administrator's kubeconfig from outside. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    InetSocketAddress databaseBorder() {
        return place.border(neighbourhood, Place.DATABASE, DATABASE_PORT);
    }

    private InetSocketAddress databaseInside() {
        return place.inside(neighbourhood, Place.DATABASE, DATABASE_PORT);
    }

    InetSocketAddress apiBorder() {
        return place.border(neighbourhood, Place.API, ApiServer.PORT);
    }

    /** Where customers find the shop of this site. */
    List<InetAddress> shopBorders(int replicas) {
        var all = new ArrayList<InetAddress>();
        for (var i = 0; i < replicas; i++) {
            all.add(
                    place.border(neighbourhood, Place.FIRST_REPLICA + i, ShopApplication.PORT)
                            .getAddress());
        }
        return all;
    }

    /** Where somebody inside the site finds its shop. */
    public InetSocketAddress shopInside() {
        return place.inside(neighbourhood, Place.FIRST_REPLICA, ShopApplication.PORT);
    }

    InetSocketAddress health() {
        return place.inside(neighbourhood, Place.HEALTH, HEALTH_PORT);
    }

    /** Where the site's guard answers. */
    public URI guardUrl() {
        return URI.create("http://" + text(place.inside(neighbourhood, Place.GUARD, GUARD_PORT)));
    }

    /** The site's database, past every border. */
    public PostgresServer database() {
        if (database == null) {
            throw new IllegalStateException(place.label() + " has no database yet");
        }
        return database;
    }

    /** The orders that this site's database has, whoever started it. */
    public List<String> orders(String query) {
        return PostgresServer.query(place.label(), databaseInside(), DATABASE, query);
    }

    /** Where the site's backup-service answers. */
    public URI backupUrl() {
        return URI.create("http://" + text(backupAddress()));
    }

    private InetSocketAddress backupAddress() {
        return place.inside(neighbourhood, Place.BACKUP, BACKUP_PORT);
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
