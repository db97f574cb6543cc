package dev.muster.sandbox.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.sandbox.dns.DnsServer;
import dev.muster.sandbox.dns.TsigKey;
import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.JavaProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

class ShopIT {

    private static final String NAME = "www.shop.test.";

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("shop-it");
    private final TsigKey key = TsigKey.random("muster.");
    private final InetSocketAddress dnsAddress = neighbourhood.socket(9, 1, 5353);
    private final HttpClient http = HttpClient.newHttpClient();
    private PostgresServer database;
    private Link east;
    private Link west;
    private DnsServer dns;

    @BeforeEach
    void open_one_shop_at_each_of_two_sites() throws IOException {
        database = PostgresServer.primary(table, "db", neighbourhood.socket(1, 2, 5432));
        database.createRole("shop", "secret");
        database.createDatabase("shop", "shop");
        database.execute("shop", "SET ROLE shop; " + ShopApplication.TABLE);
        east = openShop("east", 1);
        west = openShop("west", 2);
        Path zone = table.directory("dns").resolve("zone");
        DnsServer.createZone("shop.test.", zone, dnsAddress);
        dns = DnsServer.open("shop.test.", zone, key, List.of(dnsAddress));
        pointTo(east);
    }

    private Link openShop(String site, int number) {
        InetAddress address = neighbourhood.address(number, 100);
        table.start(
                JavaProcess.of(ShopApplication.class)
                        .command("shop-" + site, table.directory(site))
                        .with("MUSTER_SITE", site)
                        .with("MUSTER_ADDRESS", address.getHostAddress())
                        .with("SHOP_DATABASE_URL", database.jdbcUrl("shop"))
                        .with("SHOP_DATABASE_USER", "shop")
                        .with("SHOP_DATABASE_PASSWORD", "secret"));
        Link link =
                Link.open(
                        site,
                        neighbourhood.socket(number, 9, ShopApplication.PORT),
                        new InetSocketAddress(address, ShopApplication.PORT));
        Deadline.inSeconds(20)
                .untilPresent(
                        "shop " + site,
                        () -> get(link, "/healthz").statusCode() == 200 ? true : null);
        return link;
    }

    @AfterEach
    void end() {
        dns.close();
        east.close();
        west.close();
        table.close();
        neighbourhood.close();
        http.close();
    }

    @Test
    void a_customer_follows_the_name_through_the_loss_of_a_site_and_an_insider_stays()
            throws IOException {
        try (Customer outside =
                        Customer.start(
                                "outside",
                                1,
                                new Destination.ByName(
                                        List.of(dnsAddress), NAME, ShopApplication.PORT));
                Customer inside =
                        Customer.start(
                                "inside", 1_000_000, new Destination.Fixed(east.address()))) {
            awaitAcknowledged(outside, "east", 10);
            awaitAcknowledged(inside, "east", 10);

            east.cut();
            Deadline.inSeconds(10).until("failures", () -> outside.score().failures() > 0);
            pointTo(west);
            awaitAcknowledged(outside, "west", 20);
            outside.stop();
            inside.stop();

            Score score = outside.score();
            assertThat(score.longestGap()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
            assertThat(inside.score().acknowledgedBySite()).containsOnlyKeys("east");
            Set<Long> stored =
                    database.query("shop", "SELECT id FROM orders").stream()
                            .map(Long::valueOf)
                            .collect(Collectors.toSet());
            assertThat(score.missingFrom(stored)).isEmpty();
            assertThat(inside.score().missingFrom(stored)).isEmpty();
        }
    }

    @Test
    void a_customer_in_a_process_of_its_own_writes_its_score() {
        Path file = table.directory("customer").resolve("score.json");
        table.start(
                JavaProcess.of(Customer.class)
                        .arguments(
                                "outside",
                                "1",
                                file.toString(),
                                "dns",
                                NAME,
                                Integer.toString(ShopApplication.PORT),
                                dnsAddress.getAddress().getHostAddress()
                                        + ":"
                                        + dnsAddress.getPort())
                        .command("customer", table.directory("customer")));

        Deadline.inSeconds(20)
                .untilPresent(
                        "a score",
                        () ->
                                Score.fromJson(Files.readString(file)).acknowledgements().isEmpty()
                                        ? null
                                        : true);
    }

    @Test
    void the_shop_says_what_its_database_allows_and_never_acknowledges_without_it()
            throws Exception {
        assertThat(get(east, "/").body()).contains("Shop", "east");
        assertThat(get(east, "/healthz").body()).contains("\"east\"", "\"writable\":true");
        assertThat(order(1).statusCode()).isEqualTo(201);
        assertThat(order(1).statusCode()).isEqualTo(409);

        database.execute("postgres", "ALTER SYSTEM SET default_transaction_read_only = on");
        database.execute("postgres", "SELECT pg_reload_conf()");
        Deadline.inSeconds(10)
                .untilPresent(
                        "a read-only database",
                        () ->
                                get(east, "/healthz").body().contains("\"writable\":false")
                                        ? true
                                        : null);
        assertThat(get(east, "/healthz").statusCode()).isEqualTo(200);
        assertThat(order(2).statusCode()).isEqualTo(503);

        database.kill9();
        assertThat(get(east, "/healthz").statusCode()).isEqualTo(503);
        assertThat(order(3).statusCode()).isEqualTo(503);
    }

    private static void awaitAcknowledged(Customer customer, String site, long count) {
        Deadline.inSeconds(30)
                .until(
                        count + " orders at " + site,
                        () ->
                                customer.score().acknowledgedBySite().getOrDefault(site, 0L)
                                        >= count);
    }

    private void pointTo(Link link) throws IOException {
        Update update = new Update(Name.fromConstantString("shop.test."));
        update.replace(
                Name.fromConstantString(NAME),
                Type.A,
                1,
                link.address().getAddress().getHostAddress());
        SimpleResolver resolver = new SimpleResolver(dnsAddress);
        resolver.setTSIGKey(key.tsig());
        assertThat(resolver.send(update).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    private HttpResponse<String> get(Link link, String path)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(link, path)).timeout(Duration.ofSeconds(3)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> order(long id) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(east, "/orders"))
                        .timeout(Duration.ofSeconds(3))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"id\": " + id + "}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(Link link, String path) {
        return URI.create(
                "http://%s:%d%s"
                        .formatted(
                                link.address().getAddress().getHostAddress(),
                                link.address().getPort(),
                                path));
    }
}
