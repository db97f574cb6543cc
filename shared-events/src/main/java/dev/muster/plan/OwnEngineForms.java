package dev.muster.plan;

import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.Assurance.RestorePlaces;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The forms of the backups that Muster takes itself. */
final class OwnEngineForms {

    static final Form<Duration> EVERY = Forms.span(Duration.ofMinutes(1), Forms.LONGEST);
    static final Form<Duration> RETENTION = Forms.span(Duration.ofHours(1), Forms.LONGEST);

    private static final Form<ObjectStore> S3 =
            Form.mapping(
                    "{bucket, region, credentials}",
                    f ->
                            new ObjectStore(
                                    f.one("bucket", Forms.TEXT),
                                    f.one("region", Forms.TEXT),
                                    f.maybe("endpoint", AddressForms.URL),
                                    f.one("credentials", CredentialForm.CREDENTIAL)));

    private static final Form<ObjectStore> STORE =
            Form.mapping("{s3: {bucket, region, credentials}}", f -> f.one("s3", S3));

    private static final Form<OwnEngine> POSTGRESQL_BACKUP =
            Form.mapping(
                    "{of, baseEvery, retention, to}",
                    f ->
                            new PostgresqlBackup(
                                    f.one("of", NameForms.LABEL),
                                    f.one("baseEvery", EVERY),
                                    f.or("wal", Forms.word("continuous", "none"), "continuous")
                                            .equals("continuous"),
                                    f.one("retention", RETENTION),
                                    f.one("to", STORE),
                                    places(f)));

    private static final Form<OwnEngine> POSTGRESQL_DUMP =
            Form.mapping(
                    "{of, every, retention, to}",
                    f ->
                            new PostgresqlDump(
                                    f.one("of", NameForms.LABEL),
                                    f.one("every", EVERY),
                                    f.one("retention", RETENTION),
                                    f.one("to", STORE)));

    private record Place(SiteId at, String directory) {}

    private static final Form<Place> PLACE =
            Form.mapping(
                    "{at: east, directory: /var/lib/postgresql/orders}",
                    f ->
                            new Place(
                                    new SiteId(f.one("at", NameForms.LABEL)),
                                    f.one("directory", Forms.FOLDER)));

    private record ClusterAt(SiteId at, EtcdSnapshot.Cluster cluster) {}

    private static final Form<EtcdSnapshot.Tls> TLS =
            Form.mapping(
                    "{authority: {file: /path}}",
                    f ->
                            new EtcdSnapshot.Tls(
                                    f.one("authority", CredentialForm.CREDENTIAL),
                                    f.maybe("certificate", CredentialForm.CREDENTIAL),
                                    f.maybe("key", CredentialForm.CREDENTIAL)));

    private static final Form<ClusterAt> CLUSTER =
            Form.mapping(
                    "{at: west, endpoints: [\"https://10.0.0.5:2379\"]}",
                    f ->
                            new ClusterAt(
                                    new SiteId(f.one("at", NameForms.LABEL)),
                                    new EtcdSnapshot.Cluster(
                                            f.some("endpoints", AddressForms.URL),
                                            f.maybe("login", CredentialForm.CREDENTIAL),
                                            f.maybe("tls", TLS))));

    private static final Form<OwnEngine> ETCD =
            Form.mapping(
                    "{clusters, every, retention, to}",
                    f -> {
                        var clusters = f.some("clusters", CLUSTER);
                        f.distinct("clusters", clusters.stream().map(ClusterAt::at).toList());
                        return new EtcdSnapshot(
                                bySite(clusters, ClusterAt::at, ClusterAt::cluster),
                                f.one("every", EVERY),
                                f.one("retention", RETENTION),
                                f.one("to", STORE));
                    });

    private static final Form<GitMirror.Remote> REMOTE =
            Form.mapping(
                    "{url: \"https://git.example.org/shop.git\"}",
                    f ->
                            new GitMirror.Remote(
                                    f.one("url", AddressForms.REPOSITORY),
                                    f.maybe("login", CredentialForm.CREDENTIAL)));

    private static final Form<OwnEngine> GIT =
            Form.mapping(
                    "{repository, mirrors, every, retention}",
                    f ->
                            new GitMirror(
                                    f.one("repository", REMOTE),
                                    f.some("mirrors", REMOTE),
                                    f.one("every", EVERY),
                                    f.one("retention", RETENTION)));

    /** By the field that holds each. */
    static final Map<String, Form<OwnEngine>> ALL = all();

    private OwnEngineForms() {}

    private static Map<String, Form<OwnEngine>> all() {
        var all = new LinkedHashMap<String, Form<OwnEngine>>();
        all.put("postgresqlBackup", POSTGRESQL_BACKUP);
        all.put("postgresqlDump", POSTGRESQL_DUMP);
        all.put("etcd", ETCD);
        all.put("git", GIT);
        all.putAll(ResourceForms.ALL);
        return all;
    }

    /** The field that holds it in a plan. */
    static String field(OwnEngine engine) {
        return switch (engine) {
            case PostgresqlBackup _ -> "postgresqlBackup";
            case PostgresqlDump _ -> "postgresqlDump";
            case EtcdSnapshot _ -> "etcd";
            case GitMirror _ -> "git";
            case ResourceBackup backup -> ResourceForms.field(backup.what());
        };
    }

    private static Optional<RestorePlaces> places(Fields f) {
        var places = f.list("restore", PLACE);
        f.distinct("restore", places.stream().map(Place::at).toList());
        return places.isEmpty()
                ? Optional.empty()
                : Optional.of(new RestorePlaces(bySite(places, Place::at, Place::directory)));
    }

    /** The first of each site; a second one was refused already. */
    private static <T, V> Map<SiteId, V> bySite(
            List<T> items, Function<T, SiteId> site, Function<T, V> value) {
        var map = new LinkedHashMap<SiteId, V>();
        items.forEach(item -> map.putIfAbsent(site.apply(item), value.apply(item)));
        return map;
    }
}
