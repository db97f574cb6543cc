package dev.muster.sandbox.backup;

import static dev.muster.sandbox.backup.PostgresStage.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.backup.adapter.etcd.EtcdBackup;
import dev.muster.backup.adapter.etcd.EtcdRestore;
import dev.muster.backup.adapter.etcd.EtcdVerification;
import dev.muster.backup.adapter.s3.ArchiveRemoval;
import dev.muster.backup.adapter.s3.S3Buckets;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.RunContext;
import dev.muster.events.BackupAction.RemoveArchive;
import dev.muster.events.BackupAction.RestoreEtcd;
import dev.muster.events.BackupAction.TakeEtcd;
import dev.muster.events.BackupAction.VerifyEtcd;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Credential;
import dev.muster.plan.EtcdSnapshot.Cluster;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.etcd.EtcdServer;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots of a real etcd in a real object store. */
class EtcdBackupIT {

    private static final String BUCKET = "muster-dr";
    private static final SiteId WEST = new SiteId("west");

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("etcd-backup-it");
    private ObjectStore objects;
    private EtcdServer etcd;
    private Assurance.ObjectStore store;
    private BackupConfig config;
    private int runs;

    @BeforeEach
    void start() {
        objects = ObjectStore.start(table, "s3", neighbourhood.socket(3, 10, 7070));
        objects.createBucket(BUCKET);
        store = store(BUCKET);
        etcd = EtcdServer.start(table, "west", neighbourhood.address(1, 1));
        etcd.control("put", "/orders/1", "apples");
        etcd.control("put", "/orders/2", "pears");
        config =
                Settings.of(
                        Map.of(
                                "muster.site",
                                "west",
                                "muster.backup.scratch-dir",
                                table.directory("scratch").toString(),
                                "muster.backup.etcd.bin",
                                String.valueOf(Programs.require("etcdutl").getParent())));
    }

    @AfterEach
    void end() {
        table.close();
        neighbourhood.close();
    }

    @Test
    void a_snapshot_is_read_back_restored_and_answers_what_the_cluster_answered() throws Exception {
        var point = point();
        etcd.control("put", "/orders/3", "plums");

        assertThat(point.engine()).isEqualTo("etcd");
        assertThat(point.objects()).isEqualTo(2);
        assertThat(as(Tried.class, verify(point, Level.READABLE)).reasons()).isEmpty();
        var tried = as(Tried.class, verify(point, Level.RESTORED));
        assertThat(tried.reasons()).isEmpty();
        assertThat(tried.detail()).startsWith("2 keys");
        assertThat(table.directory("scratch")).isEmptyDirectory();
    }

    @Test
    void what_is_laid_down_makes_a_new_cluster_with_every_key_of_that_moment() throws Exception {
        var point = point();
        etcd.control("del", "/orders/", "--prefix");

        var restored = as(Restored.class, restore(point, folder("back")));

        var member =
                EtcdServer.restored(
                        table, "east", neighbourhood.address(2, 1), Path.of(restored.at()));
        assertThat(member.control("get", "", "--prefix"))
                .isEqualTo("/orders/1\napples\n/orders/2\npears\n");
    }

    @Test
    void a_run_that_is_commanded_again_is_the_same_point() throws Exception {
        var first = as(Taken.class, take("again", cluster(), store)).point();
        etcd.control("put", "/orders/3", "plums");

        var second = as(Taken.class, take("again", cluster(), store)).point();

        assertThat(second).isEqualTo(first);
    }

    @Test
    void a_snapshot_that_was_changed_or_cut_in_the_bucket_is_found() throws Exception {
        etcd.control("put", "/large", "x".repeat(100_000));
        var changed = point();
        var cut = point();
        var key = "shop/cluster/archive/" + changed.id() + "/data.zst";
        var bytes = get(key);
        bytes[bytes.length / 2] ^= 1;
        put(key, bytes);
        var other = "shop/cluster/archive/" + cut.id() + "/data.zst";
        put(other, Arrays.copyOf(get(other), bytes.length / 2));

        assertThat(as(Tried.class, verify(changed, Level.READABLE)).passed()).isFalse();
        assertThat(as(Tried.class, verify(changed, Level.RESTORED)).passed()).isFalse();
        assertThat(as(Tried.class, verify(cut, Level.READABLE)).passed()).isFalse();
        assertThat(as(Failed.class, restore(cut, folder("cut"))).reasons())
                .singleElement()
                .asString()
                .contains("cannot be unpacked");
    }

    @Test
    void an_archive_without_its_data_or_with_a_form_that_says_nothing_is_found() throws Exception {
        var empty = point();
        var garbled = point();
        try (var bucket = new S3Buckets().open(store)) {
            bucket.remove(List.of("shop/cluster/archive/" + empty.id() + "/data.zst"));
        }
        put("shop/cluster/archive/" + garbled.id() + "/archive.json", new byte[] {'{'});

        assertThat(as(Tried.class, verify(empty, Level.READABLE)).reasons())
                .singleElement()
                .asString()
                .endsWith("data.zst is gone");
        assertThat(as(Tried.class, verify(garbled, Level.RESTORED)).reasons())
                .singleElement()
                .asString()
                .endsWith("does not say what the archive is");
    }

    @Test
    void an_etcd_that_does_not_answer_is_asked_again_and_leaves_nothing_behind() throws Exception {
        etcd.kill9();

        var result = as(Unavailable.class, take("later", cluster(), store));

        assertThat(result.detail()).contains(etcd.endpoint().toString());
        assertThat(keys()).isEmpty();
    }

    @Test
    void another_member_is_asked_when_one_is_gone() throws Exception {
        var gone = URI.create("http://" + neighbourhood.address(1, 99).getHostAddress() + ":2379");

        var taken =
                take(
                        "other",
                        new Cluster(
                                List.of(gone, etcd.endpoint()), Optional.empty(), Optional.empty()),
                        store);

        assertThat(as(Taken.class, taken).point().objects()).isEqualTo(2);
    }

    @Test
    void a_user_without_the_role_root_is_refused_and_the_remedy_named() throws Exception {
        etcd.control("user", "add", "root:secret");
        etcd.control("user", "grant-role", "root", "root");
        etcd.control("user", "add", "guest:guest");
        etcd.control("auth", "enable");

        assertThat(as(Failed.class, take("1", login("guest:wrong"), store)).reasons().getFirst())
                .contains("check the login");
        assertThat(as(Failed.class, take("2", login("guest:guest"), store)).reasons().getFirst())
                .contains("role root");
        assertThat(as(Failed.class, take("3", cluster(), store)).reasons().getFirst())
                .contains("login");
        assertThat(as(Taken.class, take("4", login("root:secret"), store)).point().objects())
                .isEqualTo(2);
    }

    @Test
    void a_bucket_that_is_not_there_is_named() throws Exception {
        var result = take("1", cluster(), store("nowhere"));

        assertThat(as(Failed.class, result).reasons().getFirst()).contains("nowhere");
    }

    @Test
    void a_folder_that_is_somebody_elses_is_left_alone() throws Exception {
        var point = point();
        var folder = Files.createDirectories(folder("theirs"));

        var result = as(Failed.class, restore(point, folder));

        assertThat(result.reasons().getFirst()).contains("name another folder");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void what_is_removed_is_gone_and_a_trial_of_it_fails() throws Exception {
        var point = point();

        var removed =
                new ArchiveRemoval(new S3Buckets())
                        .carryOut(new RemoveArchive(point, store), context("removal"));

        as(Removed.class, removed);
        assertThat(keys()).isEmpty();
        assertThat(as(Tried.class, verify(point, Level.READABLE)).reasons())
                .containsExactly("its archive is gone");
    }

    private RecoveryPoint point() throws InterruptedException {
        return as(Taken.class, take("snapshot-" + ++runs, cluster(), store)).point();
    }

    private BackupResult take(String run, Cluster cluster, Assurance.ObjectStore to)
            throws InterruptedException {
        return new EtcdBackup(new S3Buckets(), config)
                .carryOut(new TakeEtcd("cluster", WEST, cluster, to), context(run));
    }

    private BackupResult verify(RecoveryPoint point, Level level) throws InterruptedException {
        return new EtcdVerification(config, new S3Buckets())
                .carryOut(new VerifyEtcd(point, store, level), context("trial-" + ++runs));
    }

    private BackupResult restore(RecoveryPoint point, Path folder) throws InterruptedException {
        return new EtcdRestore(new S3Buckets())
                .carryOut(
                        new RestoreEtcd(point, store, folder.toString()),
                        context("restore-" + ++runs));
    }

    private byte[] get(String key) throws IOException {
        try (var bucket = new S3Buckets().open(store);
                var in = bucket.read(key)) {
            return in.readAllBytes();
        }
    }

    private void put(String key, byte[] content) throws IOException {
        try (var bucket = new S3Buckets().open(store)) {
            bucket.put(key, content);
        }
    }

    private List<Bucket.Stored> keys() throws IOException {
        try (var bucket = new S3Buckets().open(store)) {
            return bucket.list("");
        }
    }

    private static RunContext context(String run) {
        return new RunContext(new PlanId("shop"), new RunId(run), _ -> {});
    }

    private Cluster cluster() {
        return new Cluster(List.of(etcd.endpoint()), Optional.empty(), Optional.empty());
    }

    private Cluster login(String login) {
        return new Cluster(
                List.of(etcd.endpoint()), Optional.of(secret("etcd", login)), Optional.empty());
    }

    private Assurance.ObjectStore store(String bucket) {
        return new Assurance.ObjectStore(
                bucket,
                ObjectStore.REGION,
                Optional.of(URI.create(objects.endpoint().toString())),
                secret("s3", ObjectStore.ACCESS_KEY + ":" + ObjectStore.SECRET_KEY));
    }

    private Credential secret(String name, String text) {
        try {
            var file = table.directory("secrets").resolve(name);
            Files.writeString(file, text);
            return new Credential.File(file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folder(String name) {
        return table.directory("restored").resolve(name);
    }
}
