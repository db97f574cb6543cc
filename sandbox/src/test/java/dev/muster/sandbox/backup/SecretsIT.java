package dev.muster.sandbox.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.backup.adapter.secrets.SecretClusters;
import dev.muster.backup.adapter.secrets.SecretsEngine;
import dev.muster.backup.app.SiteEngine.Needed;
import dev.muster.backup.app.SiteEngine.Wanted;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.SecretWatch;
import dev.muster.plan.SecretWatch.Kind;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two real APIs, one of which stands by; whatever is said of secrets, no value is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {

    private static final PlanId PLAN = new PlanId("library");
    private static final SiteId WEST = new SiteId("west");
    private static final SiteId EAST = new SiteId("east");
    private static final Duration WARNING = Duration.ofDays(14);

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("secrets-it");
    private final SecretClusters clusters = new SecretClusters();
    private final Confidential confidential = new Confidential();
    private final List<BackupEvent> news = new ArrayList<>();
    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private SecretsEngine engine = new SecretsEngine(clusters, () -> now);
    private String namespace = "";
    private int namespaces;
    private ApiServer west;
    private ApiServer east;
    private KubernetesClient inWest;
    private KubernetesClient inEast;

    @BeforeAll
    void start() {
        assumeTrue(
                Programs.find("kube-apiserver").isPresent(),
                "no real API server: " + Programs.HOW_TO_GET);
        west = ApiServer.start(table, "west", neighbourhood.address(1, 1), List.of());
        east = ApiServer.start(table, "east", neighbourhood.address(2, 1), List.of());
        inWest = west.client();
        inEast = east.client();
        StandIn.define(inEast, "bitnami.com", "v1alpha1", "SealedSecret", "sealedsecrets");
        StandIn.define(inEast, "external-secrets.io", "v1", "ExternalSecret", "externalsecrets");
        StandIn.define(inEast, "cert-manager.io", "v1", "Certificate", "certificates");
    }

    @AfterAll
    void end() {
        clusters.close();
        table.close();
        neighbourhood.close();
        confidential.close();
    }

    @BeforeEach
    void begin() {
        namespace = "library-" + ++namespaces;
        for (var client : List.of(inWest, inEast)) {
            client.resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(namespace)
                                    .endMetadata()
                                    .build())
                    .create();
        }
        news.clear();
        engine = new SecretsEngine(clusters, () -> now);
    }

    /** Whatever a test is about. */
    @AfterEach
    void no_value_was_said() {
        confidential.check(news);
    }

    @Test
    void a_secret_that_is_the_same_at_both_sites_is_nothing_to_speak_of() {
        var password = confidential.value();
        secret(inWest, "database", Map.of("user", "ada", "password", password));
        secret(inEast, "database", Map.of("password", password, "user", "ada"));

        assertThat(look(watch("database", Kind.SECRET))).isEmpty();
        assertThat(news).hasSize(1);
    }

    @Test
    void two_secrets_that_are_missing_are_two_findings() {
        secret(inWest, "database", Map.of("password", confidential.value()));
        secret(inWest, "smtp", Map.of("password", confidential.value()));

        var findings = look(watch("database", Kind.SECRET), watch("smtp", Kind.SECRET));

        assertThat(findings)
                .extracting(Finding::code)
                .containsExactly(Code.SECRET_MISSING, Code.SECRET_MISSING);
        assertThat(findings)
                .extracting(Finding::protection)
                .containsExactly(
                        Optional.of(namespace + "/database"), Optional.of(namespace + "/smtp"));
        assertThat(findings.getFirst().detail())
                .isEqualTo("east: there is no Secret " + namespace + "/database");
    }

    @Test
    void what_is_at_neither_site_is_a_mistake_in_the_plan() {
        var finding = only(look(watch("databsae", Kind.SECRET)));

        assertThat(finding.detail()).endsWith("/databsae, nor at west");
        assertThat(finding.remedy()).contains("spec.secrets");
    }

    @Test
    void keys_that_differ_are_named_and_nothing_else_of_them() {
        var same = confidential.value();
        secret(
                inWest,
                "database",
                Map.of("user", same, "password", confidential.value(), "token", same));
        secret(
                inEast,
                "database",
                Map.of("user", same, "password", confidential.value(), "old", same));

        var finding = only(look(watch("database", Kind.SECRET)));

        assertThat(finding.code()).isEqualTo(Code.SECRET_STALE);
        assertThat(finding.detail())
                .endsWith(
                        "is not what it is at west, keys missing: token; different: password;"
                                + " too many: old");
    }

    @Test
    void a_sealed_secret_has_to_be_there_unsealed_and_the_same() {
        var value = confidential.value();
        secret(inWest, "smtp", Map.of("password", value));
        var watch = watch("smtp", Kind.SEALED_SECRET);
        assertThat(only(look(watch)).detail()).contains("there is no SealedSecret");

        object("bitnami.com/v1alpha1", "SealedSecret", "smtp", "{}");
        assertThat(codes(look(watch))).containsExactly(Code.SECRET_MISSING, Code.SECRET_STALE);

        status("bitnami.com/v1alpha1", "SealedSecret", "smtp", not("Synced", "CannotUnseal"));
        assertThat(look(watch))
                .filteredOn(finding -> finding.code() == Code.SECRET_STALE)
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.detail()).contains("not synced (CannotUnseal)");
                            assertThat(finding.remedy()).contains("describe sealedsecrets");
                        });

        status("bitnami.com/v1alpha1", "SealedSecret", "smtp", is("Synced"));
        secret(inEast, "smtp", Map.of("password", value));
        assertThat(look(watch)).isEmpty();

        secret(inEast, "smtp", Map.of("password", confidential.value()));
        assertThat(only(look(watch)).detail()).contains("different: password");
    }

    @Test
    void an_external_secret_has_to_be_ready_fresh_and_the_same() {
        var value = confidential.value();
        secret(inWest, "s3-keys", Map.of("key", value));
        secret(inEast, "s3-keys", Map.of("key", value));
        object(
                "external-secrets.io/v1",
                "ExternalSecret",
                "s3",
                "{refreshInterval: 1h, target: {name: s3-keys}}");
        var watch = watch("s3", Kind.EXTERNAL_SECRET);
        assertThat(only(look(watch)).detail()).contains("External Secrets has said nothing of it");

        status("external-secrets.io/v1", "ExternalSecret", "s3", refreshed(is("Ready")));
        assertThat(look(watch)).isEmpty();

        now = now.plus(Duration.ofHours(3)).plusSeconds(1);
        assertThat(only(look(watch)).detail()).contains("and should every 1h");

        status(
                "external-secrets.io/v1",
                "ExternalSecret",
                "s3",
                refreshed(not("Ready", "SecretSyncedError")));
        assertThat(only(look(watch)).detail()).contains("not ready (SecretSyncedError)");
    }

    @Test
    void a_certificate_has_to_be_issued_and_to_last_and_is_another_at_each_site() {
        var end = now.plus(Duration.ofDays(90));
        object("cert-manager.io/v1", "Certificate", "web", "{secretName: web-tls}");
        status("cert-manager.io/v1", "Certificate", "web", until(end, is("Ready")));
        var watch = watch("web", Kind.CERTIFICATE);
        assertThat(only(look(watch)).code()).isEqualTo(Code.SECRET_MISSING);

        tls(inWest, "web-tls", confidential.certificate(end));
        tls(inEast, "web-tls", confidential.certificate(end));
        assertThat(look(watch)).isEmpty();

        status("cert-manager.io/v1", "Certificate", "web", until(end, not("Ready", "Failed")));
        assertThat(only(look(watch)).detail()).contains("cert-manager says it is not ready");

        status("cert-manager.io/v1", "Certificate", "web", until(end, is("Ready")));
        now = end.minus(WARNING);
        assertThat(only(look(watch)))
                .satisfies(
                        finding -> {
                            assertThat(finding.code()).isEqualTo(Code.CERTIFICATE_EXPIRING);
                            assertThat(finding.detail()).endsWith("ends at " + end);
                        });

        now = end;
        assertThat(only(look(watch)).code()).isEqualTo(Code.CERTIFICATE_EXPIRED);
    }

    @Test
    void what_lies_in_the_secret_may_end_before_what_was_issued() {
        var end = now.plus(Duration.ofDays(3));
        object("cert-manager.io/v1", "Certificate", "web", "{secretName: web-tls}");
        status(
                "cert-manager.io/v1",
                "Certificate",
                "web",
                until(now.plus(Duration.ofDays(90)), is("Ready")));
        tls(inEast, "web-tls", confidential.certificate(end));

        assertThat(only(look(watch("web", Kind.CERTIFICATE))).detail()).endsWith("ends at " + end);
    }

    @Test
    void a_certificate_that_somebody_brought_ends_as_it_says_itself() {
        var end = now.plus(Duration.ofDays(20));
        tls(inWest, "library.example.org", confidential.certificate(end));
        tls(inEast, "library.example.org", confidential.certificate(end));
        var watch = watch("library.example.org", Kind.SECRET);
        assertThat(look(watch)).isEmpty();

        now = end.minus(WARNING);
        assertThat(codes(look(watch))).containsExactly(Code.CERTIFICATE_EXPIRING);

        now = end.plusSeconds(1);
        assertThat(codes(look(watch))).containsExactly(Code.CERTIFICATE_EXPIRED);
    }

    @Test
    void what_is_no_certificate_is_not_quoted() {
        var value = confidential.value();
        tls(inEast, "web", "-----BEGIN " + value + "-----\n" + value + "\n-----END\n");

        var finding = only(look(watch("web", Kind.SECRET)));

        assertThat(finding.code()).isEqualTo(Code.SECRET_UNREADABLE);
        assertThat(finding.detail()).contains("no certificate can be read in tls.crt");
    }

    @Test
    void while_the_primary_is_down_its_last_words_count_and_those_who_heard_none_judge_presence() {
        var value = confidential.value();
        secret(inWest, "database", Map.of("password", value));
        secret(inEast, "database", Map.of("password", confidential.value()));
        var database = watch("database", Kind.SECRET);
        var smtp = watch("smtp", Kind.SECRET);
        assertThat(codes(look(database))).containsExactly(Code.SECRET_STALE);

        west.kill9();
        try {
            assertThat(codes(look(database, smtp)))
                    .containsExactly(Code.SECRET_STALE, Code.SECRET_MISSING);

            secret(inEast, "database", Map.of("password", value));
            assertThat(codes(look(database, smtp))).containsExactly(Code.SECRET_MISSING);

            secret(inEast, "database", Map.of("password", confidential.value()));
            engine = new SecretsEngine(clusters, () -> now);
            assertThat(codes(look(database, smtp))).containsExactly(Code.SECRET_MISSING);
        } finally {
            west.start();
        }
        assertThat(codes(look(database))).containsExactly(Code.SECRET_STALE);
    }

    @Test
    void an_api_of_its_own_that_does_not_answer_is_told_of_for_each() throws Exception {
        var nobody =
                changed(
                        east,
                        "server: \\S+",
                        "server: https://"
                                + neighbourhood.address(2, 99).getHostAddress()
                                + ":6443");

        var findings =
                look(
                        nobody,
                        kubeconfig(west),
                        watch("database", Kind.SECRET),
                        watch("smtp", Kind.SEALED_SECRET),
                        watch("s3", Kind.EXTERNAL_SECRET));

        assertThat(codes(findings)).hasSize(3).containsOnly(Code.SECRET_UNREADABLE);
        assertThat(findings.getFirst().detail()).startsWith("east: the API did not answer");
    }

    @Test
    void a_right_that_is_missing_is_named_at_the_site_where_it_is() throws Exception {
        secret(inWest, "database", Map.of("password", confidential.value()));
        secret(inEast, "database", Map.of("password", confidential.value()));
        var database = watch("database", Kind.SECRET);
        var sealed = watch("smtp", Kind.SEALED_SECRET);

        var findings = look(user(east, inEast, ""), kubeconfig(west), database, sealed);

        assertThat(codes(findings)).hasSize(2).containsOnly(Code.SECRET_UNREADABLE);
        assertThat(findings)
                .extracting(Finding::remedy)
                .satisfiesExactly(
                        one -> assertThat(one).contains("to get secrets in namespace " + namespace),
                        one -> assertThat(one).contains("to get sealedsecrets.bitnami.com in"));

        var elsewhere = look(kubeconfig(east), user(west, inWest, ""), database);
        assertThat(only(elsewhere).detail())
                .startsWith("east: it cannot be compared with west, where the API does not allow");
    }

    @Test
    void the_rights_that_are_documented_are_enough() throws Exception {
        var value = confidential.value();
        for (var client : List.of(inWest, inEast)) {
            secret(client, "database", Map.of("password", value));
            secret(client, "smtp", Map.of("password", value));
        }
        object("bitnami.com/v1alpha1", "SealedSecret", "smtp", "{}");
        status("bitnami.com/v1alpha1", "SealedSecret", "smtp", is("Synced"));
        var standby =
                """
                - {apiGroups: [""], resources: [secrets], verbs: [get]}
                - {apiGroups: [bitnami.com], resources: [sealedsecrets], verbs: [get]}
                """;
        var active = "- {apiGroups: [\"\"], resources: [secrets], verbs: [get]}\n";
        var asEast = user(east, inEast, standby);
        var asWest = user(west, inWest, active);

        assertThat(
                        look(
                                asEast,
                                asWest,
                                watch("database", Kind.SECRET),
                                watch("smtp", Kind.SEALED_SECRET)))
                .isEmpty();
    }

    @Test
    void an_operator_that_is_not_installed_is_named_with_the_way_to_install_it() {
        var findings =
                observe(
                                new Wanted(
                                        WEST,
                                        kubeconfig(west),
                                        List.of(),
                                        Set.of(PLAN),
                                        List.of(
                                                new Needed(
                                                        PLAN,
                                                        List.of(
                                                                watch("a", Kind.SEALED_SECRET),
                                                                watch("b", Kind.EXTERNAL_SECRET),
                                                                watch("c", Kind.CERTIFICATE)),
                                                        EAST,
                                                        Optional.of(kubeconfig(east))))))
                        .findings();

        assertThat(codes(findings)).hasSize(3).containsOnly(Code.SECRET_UNREADABLE);
        assertThat(findings)
                .extracting(Finding::detail)
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("west: Sealed Secrets is not installed"),
                        one -> assertThat(one).contains("ExternalSecret of external-secrets.io/v1"),
                        one -> assertThat(one).contains("cert-manager is not installed"));
        assertThat(findings).allMatch(finding -> finding.remedy().contains("helm install"));
    }

    @Test
    void it_looks_every_half_minute_and_says_the_same_again_every_ten() {
        var wanted = wanted(kubeconfig(east), kubeconfig(west), watch("database", Kind.SECRET));
        engine.look(wanted, news::add);
        secret(inEast, "database", Map.of("password", confidential.value()));

        now = now.plusSeconds(29);
        engine.look(wanted, news::add);
        assertThat(news).hasSize(1);

        now = now.plusSeconds(1);
        engine.look(wanted, news::add);
        assertThat(news).hasSize(2);
        assertThat(((EngineObserved) news.getLast()).findings()).isEmpty();

        now = now.plus(Duration.ofMinutes(9));
        engine.look(wanted, news::add);
        assertThat(news).hasSize(2);

        now = now.plus(Duration.ofMinutes(1));
        engine.look(wanted, news::add);
        assertThat(news).hasSize(3);
    }

    @Test
    void a_site_that_stands_by_again_speaks_at_once() {
        var wanted = wanted(kubeconfig(east), kubeconfig(west), watch("database", Kind.SECRET));
        engine.look(wanted, news::add);
        engine.look(
                new Wanted(EAST, kubeconfig(east), List.of(), Set.of(PLAN), List.of()), news::add);

        engine.look(wanted, news::add);

        assertThat(news).hasSize(2);
    }

    @Test
    void nothing_of_a_value_is_in_any_event_or_log_line() throws Exception {
        var value = confidential.value();
        secret(inWest, "database", Map.of("password", value, "token", confidential.value()));
        secret(inEast, "database", Map.of("password", confidential.value()));
        tls(inEast, "garbage", "-----BEGIN " + value + "-----\n" + value + "\n");
        tls(inEast, "web", confidential.certificate(now.plusSeconds(60)));
        object("bitnami.com/v1alpha1", "SealedSecret", "smtp", "{}");
        status(
                "bitnami.com/v1alpha1",
                "SealedSecret",
                "smtp",
                not("Synced", "cannot use " + value));
        var all =
                List.of(
                        watch("database", Kind.SECRET),
                        watch("garbage", Kind.SECRET),
                        watch("web", Kind.SECRET),
                        watch("smtp", Kind.SEALED_SECRET),
                        watch("s3", Kind.EXTERNAL_SECRET));
        var watches = all.toArray(SecretWatch[]::new);

        look(watches);
        look(user(east, inEast, ""), kubeconfig(west), watches);
        look(kubeconfig(east), user(west, inWest, ""), watches);
        west.kill9();
        try {
            look(watches);
        } finally {
            west.start();
        }

        assertThat(codes(news.stream().flatMap(SecretsIT::findings).toList()))
                .contains(
                        Code.SECRET_MISSING,
                        Code.SECRET_STALE,
                        Code.SECRET_UNREADABLE,
                        Code.CERTIFICATE_EXPIRING);
        assertThat(confidential.logged()).contains("of 5 secrets, 5 are not as they should be");
        confidential.check(news);
        assertThat(confidential.leaksOf("so " + value + " it is")).isNotEmpty();
    }

    private static Stream<Finding> findings(BackupEvent event) {
        return ((EngineObserved) event).findings().stream();
    }

    private List<Finding> look(SecretWatch... watches) {
        return look(kubeconfig(east), kubeconfig(west), watches);
    }

    private List<Finding> look(Credential own, Credential primary, SecretWatch... watches) {
        return observe(wanted(own, primary, watches)).findings();
    }

    /** What is said next; a look that has nothing new to say is waited over. */
    private EngineObserved observe(Wanted wanted) {
        now = now.plusSeconds(30);
        var before = news.size();
        engine.look(wanted, news::add);
        return news.size() > before
                ? (EngineObserved) news.getLast()
                : (EngineObserved) news.get(before - 1);
    }

    private static Wanted wanted(Credential own, Credential primary, SecretWatch... watches) {
        return new Wanted(
                EAST,
                own,
                List.of(),
                Set.of(PLAN),
                List.of(new Needed(PLAN, Arrays.asList(watches), WEST, Optional.of(primary))));
    }

    private SecretWatch watch(String name, Kind kind) {
        return new SecretWatch(namespace, name, kind, WARNING);
    }

    private static Finding only(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    private static List<Code> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }

    private void secret(KubernetesClient client, String name, Map<String, String> values) {
        client.resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(namespace)
                                .endMetadata()
                                .withStringData(values)
                                .build())
                .createOr(NonDeletingOperation::update);
    }

    private void tls(KubernetesClient client, String name, String certificate) {
        client.resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(namespace)
                                .endMetadata()
                                .withType("kubernetes.io/tls")
                                .withStringData(
                                        Map.of(
                                                "tls.crt",
                                                certificate,
                                                "tls.key",
                                                confidential.value()))
                                .build())
                .create();
    }

    private void object(String apiVersion, String kind, String name, String spec) {
        var yaml =
                """
                apiVersion: %s
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec: %s
                """
                        .formatted(apiVersion, kind, name, namespace, spec);
        inEast.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).create();
    }

    private void status(String apiVersion, String kind, String name, Map<String, Object> status) {
        inEast.genericKubernetesResources(apiVersion, kind)
                .inNamespace(namespace)
                .withName(name)
                .editStatus(
                        there -> {
                            there.setAdditionalProperty("status", status);
                            return there;
                        });
    }

    private static Map<String, Object> is(String condition) {
        return conditions(Map.of("type", condition, "status", "True", "reason", "AsWanted"));
    }

    private Map<String, Object> not(String condition, String reason) {
        return conditions(
                Map.of(
                        "type",
                        condition,
                        "status",
                        "False",
                        "reason",
                        reason,
                        "message",
                        "as it says: " + confidential.value()));
    }

    private static Map<String, Object> conditions(Map<String, Object> one) {
        return Map.of("conditions", List.of(one));
    }

    private Map<String, Object> refreshed(Map<String, Object> status) {
        return with(status, "refreshTime", now.toString());
    }

    private static Map<String, Object> until(Instant end, Map<String, Object> status) {
        return with(status, "notAfter", end.toString());
    }

    private static Map<String, Object> with(Map<String, Object> status, String key, Object value) {
        var more = new HashMap<>(status);
        more.put(key, value);
        return more;
    }

    private static Credential kubeconfig(ApiServer api) {
        return new Credential.File(api.kubeconfig().toString());
    }

    private Credential changed(ApiServer api, String what, String instead) throws IOException {
        var file = Files.createTempFile(table.directory("kubeconfigs"), "user", "");
        var text = Files.readString(api.kubeconfig());
        var other = text.replaceFirst(what, instead);
        assertThat(other).isNotEqualTo(text);
        return new Credential.File(Files.writeString(file, other).toString());
    }

    /** Somebody who may do what the rules of a Role say, in the namespace of this test. */
    private Credential user(ApiServer api, KubernetesClient client, String rules)
            throws IOException {
        var name = "muster";
        client.resource(
                        new ServiceAccountBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(namespace)
                                .endMetadata()
                                .build())
                .create();
        if (!rules.isEmpty()) {
            role(client, name, rules);
        }
        var token =
                client.serviceAccounts()
                        .inNamespace(namespace)
                        .withName(name)
                        .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                        .getStatus()
                        .getToken();
        return changed(api, "token: \\S+", "token: " + token);
    }

    private void role(KubernetesClient client, String name, String rules) {
        var yaml =
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: %1$s, namespace: %2$s}
                rules:
                %3$s
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %1$s, namespace: %2$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
                subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
                """
                        .formatted(name, namespace, rules);
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).create();
    }
}
