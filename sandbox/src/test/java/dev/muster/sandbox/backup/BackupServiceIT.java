package dev.muster.sandbox.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.backup.adapter.s3.S3Buckets;
import dev.muster.events.BackupAction.TakeEtcd;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.DrEvent;
import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.RunId;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventTypes;
import dev.muster.events.wire.Topics;
import dev.muster.plan.Assurance;
import dev.muster.plan.Credential;
import dev.muster.plan.EtcdSnapshot.Cluster;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.etcd.EtcdServer;
import dev.muster.sandbox.kafka.Broker;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.postgres.PostgresTools;
import dev.muster.sandbox.postgres.StrayServers;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import dev.muster.sandbox.region.Services;
import dev.muster.stream.LogReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * backup-service as it is run: one process at each site, one that only decides, over a real log, a
 * real object store and the real things that are backed up.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupServiceIT {

    private static final String BUCKET = "muster-dr";
    private static final Duration LIMIT = Duration.ofSeconds(100);
    private static final List<String> ENDED = List.of("done", "failed", "refused");
    private static final List<String> PROTECTIONS =
            List.of("cluster", "manifests", "orders-dump", "orders-pitr");
    private static final int KILLS = 10;
    private static final long SEED = 20_261_121;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("backup-service-it");
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<BackupCompleted> announced = new CopyOnWriteArrayList<>();
    private final Map<String, LocalProcess> instances = new LinkedHashMap<>();
    private final ObjectMapper json = new ObjectMapper();
    private Services services;
    private Broker broker;
    private PostgresServer west;
    private GitRepository mirror;
    private Assurance.ObjectStore store;
    private LogReader reader;

    @BeforeAll
    void start() throws IOException {
        assumeTrue(Programs.find("etcdutl").isPresent(), "no etcd: " + Programs.HOW_TO_GET);
        assumeTrue(PostgresTools.find().isPresent(), "no pg_dump: " + PostgresTools.HOW_TO_GET);
        assumeTrue(GitRepository.possible(), "no git");
        var objects = ObjectStore.start(table, "s3", neighbourhood.socket(3, 10, 7070));
        objects.createBucket(BUCKET);
        var keys = secret("s3", ObjectStore.ACCESS_KEY + ":" + ObjectStore.SECRET_KEY);
        store =
                new Assurance.ObjectStore(
                        BUCKET,
                        ObjectStore.REGION,
                        Optional.of(objects.endpoint()),
                        new Credential.File(keys.toString()));
        west = PostgresServer.primary(table, "west", neighbourhood.socket(1, 10, 5432));
        west.createRole("shop", "shop");
        west.createDatabase("orders", "shop");
        west.execute("orders", "create table orders as select * from generate_series(1, 5000) id");
        var etcd = EtcdServer.start(table, "west-etcd", neighbourhood.address(1, 1));
        etcd.control("put", "/orders/1", "apples");
        var source = GitRepository.bare(table.directory().resolve("source.git"));
        mirror = GitRepository.bare(table.directory().resolve("mirror.git"));
        var work = source.cloneTo(table.directory().resolve("work"));
        Files.writeString(work.folder().resolve("deployment.yaml"), "replicas: 2\n");
        work.git("add", "-A");
        work.git("commit", "-q", "-m", "Two of them");
        work.git("push", "-q", "origin", "HEAD:refs/heads/main");

        broker = Broker.start(table, "broker", neighbourhood.address(3, 9));
        services = new Services(table, Path.of("..").toAbsolutePath().normalize(), Map.of());
        var plans = table.directory("plans");
        Files.writeString(plans.resolve("shop.yaml"), plan(objects, etcd, source, keys));
        var environment = environment();
        environment.put("MUSTER_PLANS_DIR", plans.toString());
        services.start(
                "failover-service",
                "failover",
                neighbourhood.socket(3, 83, 8083),
                environment,
                List.of("-Xmx160m", "-XX:+UseSerialGC"));
        for (var name : List.of("control", "west", "east")) {
            launch(name);
        }
        reader =
                new LogReader(
                                "it",
                                broker.bootstrap(),
                                Topics.DEFAULT_PREFIX,
                                EnumSet.of(Topics.BACKUP_COMPLETED),
                                LogReader.From.BEGINNING,
                                Map.of(),
                                (event, _, _) -> {
                                    if (event instanceof BackupCompleted completed) {
                                        announced.add(completed);
                                    }
                                })
                        .start();
    }

    @AfterAll
    void end() {
        if (reader != null) {
            reader.close();
        }
        http.close();
        StrayServers.end(table.directory());
        table.close();
        neighbourhood.close();
    }

    @Test
    @Order(1)
    @Timeout(400)
    void all_that_a_plan_protects_is_taken_and_proven_by_itself() {
        var wanted =
                Map.of(
                        "cluster", "restored",
                        "manifests", "restored",
                        "orders-dump", "serving",
                        "orders-pitr", "serving");

        Deadline.in(LIMIT)
                .untilPresent(
                        "every protection to be proven",
                        () -> {
                            var levels = levels();
                            if (!levels.entrySet().containsAll(wanted.entrySet())) {
                                throw new IllegalStateException(levels + tails());
                            }
                            return levels;
                        });
    }

    @Test
    @Order(2)
    @Timeout(300)
    void each_is_brought_back_at_the_other_site() throws IOException {
        for (var protection : PROTECTIONS) {
            var folder = table.directory("restored").resolve(protection);
            var operation =
                    post(
                            "/api/v1/recovery-points/" + newest(protection) + "/restore",
                            "restore-" + protection,
                            "{\"directory\": \"%s\", \"site\": \"east\", \"reason\": \"to look\", \"requestedBy\": \"ada\"}"
                                    .formatted(folder));

            var ended = await(operation);

            assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("done");
            var at = ended.path("runs").path(0).path("restoredAt").asText();
            switch (protection) {
                case "cluster" -> assertThat(Path.of(at)).isRegularFile();
                case "manifests" ->
                        assertThat(new GitRepository(folder).git("show", "main:deployment.yaml"))
                                .isEqualTo("replicas: 2");
                default -> assertThat(orders(at)).containsExactly("5000");
            }
        }
    }

    @Test
    @Order(3)
    @Timeout(400)
    void whenever_a_process_is_killed_no_point_is_announced_that_is_not_there_and_none_forgotten()
            throws IOException, InterruptedException {
        var random = new Random(SEED);
        var operations = new ArrayList<String>();
        for (var kill = 0; kill < KILLS; kill++) {
            for (var protection : PROTECTIONS) {
                operations.add(
                        post(
                                "/api/v1/plans/shop/backups",
                                "kill-" + kill + "-" + protection,
                                "{\"protection\": \"%s\", \"reason\": \"before a change\", \"requestedBy\": \"ada\"}"
                                        .formatted(protection)));
            }
            var victim = random.nextInt(3) == 0 ? "east" : "west";
            // No condition: the moment of the kill is what is varied.
            Thread.sleep(random.nextInt(4_000));
            instances.get(victim).kill9();
            launch(victim);
        }

        var ended = operations.stream().map(this::await).toList();

        assertThat(ended)
                .allSatisfy(
                        operation ->
                                assertThat(operation.path("status").asText())
                                        .as(operation.toString())
                                        .isEqualTo("done"));
        Deadline.in(LIMIT)
                .untilPresent(
                        "the log to tell of every point",
                        () -> announced.size() >= known().size() ? announced : null);
        assertThat(known()).isEqualTo(inTheStores());
        assertThat(announced.stream().map(each -> each.point().id().value()).sorted().toList())
                .isEqualTo(List.copyOf(known()));
        assertThat(announced).extracting(BackupCompleted::run).doesNotHaveDuplicates();
    }

    @Test
    @Order(4)
    @Timeout(200)
    void a_site_that_comes_back_takes_no_backup_that_it_was_told_to_take_before_it_was_left()
            throws Exception {
        instances.get("west").kill9();
        var plan = new PlanId("shop");
        var run = new RunId("shop-cluster-west-too-late");
        var known = known();
        write(
                new RunCommanded(
                        plan,
                        run,
                        new SiteId("west"),
                        1,
                        new TakeEtcd(
                                "cluster",
                                new SiteId("west"),
                                new Cluster(
                                        List.of(URI.create("http://127.0.0.1:1")),
                                        Optional.empty(),
                                        Optional.empty()),
                                store),
                        Duration.ofSeconds(10),
                        Instant.now()));
        write(
                new PointOfNoReturnPassed(
                        plan,
                        new ExecutionId("shop-1"),
                        new SiteId("east"),
                        new Epoch(2),
                        Instant.now()));
        launch("west");

        var answer =
                Deadline.in(LIMIT)
                        .untilPresent(
                                "west to answer for it",
                                () -> {
                                    var tail = instances.get("west").logTail();
                                    if (!tail.contains("run=" + run)) {
                                        throw new IllegalStateException(tail);
                                    }
                                    return tail;
                                });

        assertThat(answer).contains("backups of shop are not taken here");
        assertThat(known()).containsAll(known).doesNotContain(run.value());
    }

    private void write(DrEvent event) throws Exception {
        var headers = EventCodec.headers(event, "it-" + event.hashCode(), "/it", Instant.now());
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    EventTypes.of(event).topic().name(Topics.DEFAULT_PREFIX),
                                    null,
                                    event.key(),
                                    EventCodec.body(event),
                                    headers))
                    .get();
        }
    }

    private void launch(String name) {
        var number = List.of("control", "west", "east").indexOf(name);
        var environment = environment();
        if (!name.equals("control")) {
            environment.put("MUSTER_SITE", name);
        }
        instances.put(
                name,
                services.start(
                        "backup-service",
                        name + "-backup",
                        new InetSocketAddress(neighbourhood.address(3, 20 + number), 8082),
                        environment,
                        List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")));
    }

    private Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap());
        environment.put("MUSTER_TOPICS_CREATE", "true");
        environment.put("MUSTER_TOPICS_PARTITIONS", "2");
        environment.put("MUSTER_ACCESS_ANONYMOUS", "operator");
        environment.put(
                "MUSTER_BACKUP_POSTGRES_BIN",
                PostgresServer.programs() + "," + PostgresTools.find().orElseThrow().bin());
        environment.put(
                "MUSTER_BACKUP_ETCD_BIN", String.valueOf(Programs.require("etcdutl").getParent()));
        var launcher = String.join(",", PostgresServer.launcher());
        if (!launcher.isEmpty()) {
            environment.put("MUSTER_BACKUP_POSTGRES_LAUNCHER", launcher);
        }
        return environment;
    }

    /** How far the newest point of each protection is proven. */
    private Map<String, String> levels() throws IOException {
        var levels = new LinkedHashMap<String, String>();
        for (var point : items()) {
            levels.putIfAbsent(
                    point.path("protection").asText(),
                    point.path("level").asText()
                            + (point.path("trouble").isEmpty() ? "" : point.path("trouble")));
        }
        return levels;
    }

    private String tails() {
        var tails = new StringBuilder();
        instances.forEach(
                (name, process) ->
                        tails.append("\n").append(name).append(": ").append(process.logTail()));
        return tails.toString();
    }

    private String newest(String protection) throws IOException {
        return items().stream()
                .filter(point -> point.path("protection").asText().equals(protection))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
    }

    /** Newest first. */
    private List<JsonNode> items() throws IOException {
        return get("/api/v1/recovery-points?plan=shop&limit=1000")
                .path("items")
                .valueStream()
                .toList();
    }

    private Set<String> known() throws IOException {
        var known = new TreeSet<String>();
        items().forEach(point -> known.add(point.path("id").asText()));
        return known;
    }

    /** What really lies in the bucket and in the mirror. */
    private Set<String> inTheStores() throws IOException {
        var there = new TreeSet<String>();
        try (var bucket = new S3Buckets().open(store)) {
            for (var object : bucket.list("shop/")) {
                if (object.key().endsWith("/archive.json")
                        || object.key().endsWith("/point.json")) {
                    var parts = object.key().split("/", -1);
                    there.add(parts[parts.length - 2]);
                }
            }
        }
        mirror.git("for-each-ref", "--format=%(refname)", "refs/muster/about")
                .lines()
                .map(ref -> ref.substring("refs/muster/about/".length()))
                .forEach(there::add);
        return there;
    }

    private JsonNode await(String operation) {
        return Deadline.in(LIMIT)
                .untilPresent(
                        "operation " + operation + " to end",
                        () -> {
                            var answer = get("/api/v1/operations/" + operation);
                            if (!ENDED.contains(answer.path("status").asText())) {
                                throw new IllegalStateException(answer + tails());
                            }
                            return answer;
                        });
    }

    private static List<String> orders(String at) {
        var parts = at.split(":", -1);
        return PostgresServer.query(
                "restored",
                new InetSocketAddress(parts[0], Integer.parseInt(parts[1])),
                "orders",
                "select count(*) from orders");
    }

    private JsonNode get(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    /** The operation; asked again under the same key until it is accepted. */
    private String post(String path, String key, String body) {
        return Deadline.in(Duration.ofSeconds(60))
                .untilPresent(
                        path + " to be accepted",
                        () ->
                                send(HttpRequest.newBuilder(uri(path))
                                                .header("Idempotency-Key", key)
                                                .header("Content-Type", "application/json")
                                                .POST(BodyPublishers.ofString(body)))
                                        .path("operation")
                                        .asText());
    }

    /** What is under way under the same key already was accepted, too. */
    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            var answer =
                    http.send(
                            request.timeout(Duration.ofSeconds(15)).build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() >= 300 && answer.statusCode() != 409) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
            return json.readTree(answer.body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create(
                "http://" + neighbourhood.address(3, 20).getHostAddress() + ":8082" + path);
    }

    private Path secret(String name, String text) {
        try {
            return Files.writeString(table.directory("secrets").resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String plan(ObjectStore objects, EtcdServer etcd, GitRepository source, Path keys) {
        var login = secret("login", PostgresServer.SUPERUSER + ":" + PostgresServer.PASSWORD);
        var s3 =
                "{s3: {bucket: %s, region: %s, endpoint: \"%s\", credentials: {file: %s}}}"
                        .formatted(BUCKET, ObjectStore.REGION, objects.endpoint(), keys);
        var server =
                "{host: %s, port: 5432, database: orders, credentials: {file: %s}}"
                        .formatted(west.address().getAddress().getHostAddress(), login);
        return """
                apiVersion: muster.dev/v1alpha1
                kind: Site
                metadata: {name: west}
                spec: {failureDomain: west, probes: [{name: edge, tcp: {host: 192.0.2.1, port: 1}}]}
                ---
                apiVersion: muster.dev/v1alpha1
                kind: Site
                metadata: {name: east}
                spec: {failureDomain: east, probes: [{name: edge, tcp: {host: 192.0.2.2, port: 1}}]}
                ---
                apiVersion: muster.dev/v1alpha1
                kind: RecoveryPlan
                metadata: {name: shop}
                spec:
                  objectives: {rto: 4h, rpo: 1h}
                  strategy: pilotLight
                  sites: {primary: west, standbys: [east]}
                  data:
                    - {name: orders, postgresql: {west: SERVER, east: SERVER2}}
                  detection: {vantages: [one], quorum: 1}
                  failover: {mode: manual}
                  protection:
                    - name: cluster
                      etcd: {clusters: [{at: west, endpoints: ["ETCD"]}], every: 6h, retention: 14d, to: S3}
                      verify: {every: 24h, level: restored}
                    - name: manifests
                      git: {repository: {url: "file://SOURCE"}, mirrors: [{url: "file://MIRROR"}], every: 6h, retention: 14d}
                      verify: {every: 24h, level: restored}
                    - name: orders-dump
                      postgresqlDump: {of: orders, every: 6h, retention: 14d, to: S3}
                      verify: {every: 24h, level: serving}
                    - name: orders-pitr
                      postgresqlBackup: {of: orders, baseEvery: 6h, retention: 14d, to: S3}
                      verify: {every: 24h, level: serving}
                  checks:
                    - {name: all-there, sql: {of: orders, query: "select count(*) from orders", atLeast: 5000}}
                """
                .replace("SERVER2", server.replace("port: 5432", "port: 5433"))
                .replace("SERVER", server)
                .replace("ETCD", etcd.endpoint().toString())
                .replace("SOURCE", source.folder().toString())
                .replace("MIRROR", mirror.folder().toString())
                .replace("S3", s3);
    }
}
