package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlanFaultsTest {

    /** What is written, what is written instead, and the one fault that follows. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                // forms
                mistake(
                        "rto: 2m",
                        "rto: 2 minutes",
                        "spec.objectives.rto",
                        "'2 minutes' is not a duration"),
                mistake("rto: 2m", "rto: 120", "spec.objectives.rto", "it is a whole number"),
                mistake("rto: 2m, ", "", "spec.objectives.rto", "it is missing"),
                mistake(
                        "criticality: P0                        # P0",
                        "criticality: p0 # ",
                        "spec.criticality",
                        "'p0' is not one of P0, P1, P2"),
                mistake(
                        "strategy: hotStandby",
                        "strategy: hotstandby",
                        "spec.strategy",
                        "'hotstandby' is not one of"),
                mistake(
                        "deployment/web",
                        "pod/web",
                        "spec.applications[0].workload",
                        "'pod/web' is not a workload"),
                mistake(
                        "active: 3",
                        "active: many",
                        "spec.applications[0].replicas.active",
                        "it is a text"),
                mistake(
                        "active: 3",
                        "active: 0",
                        "spec.applications[0].replicas.active",
                        "0 is out of range"),
                mistake(
                        "name: shop.example.org.",
                        "name: shop.example.org",
                        "spec.traffic[0].record.name",
                        "is not a full DNS name"),
                mistake(
                        "type: A,",
                        "type: MX,",
                        "spec.traffic[0].record.type",
                        "'MX' is not known here"),
                mistake(
                        "west: [192.0.2.10]",
                        "west: [west.example.org]",
                        "spec.traffic[0].targets.west[0]",
                        "is not an IPv4 address"),
                mistake(
                        "west: [192.0.2.10]",
                        "west: []",
                        "spec.traffic[0].targets.west",
                        "it is an empty list"),
                mistake(
                        "\"192.0.2.53\"",
                        "\"192.0.2.53:70000\"",
                        "spec.traffic[0].resolvers[0]",
                        "is not a server"),
                mistake(
                        "cron: \"0 0 24 12 *\"",
                        "cron: \"0 0 31 2 *\"",
                        "spec.failover.freeze[0].cron",
                        "never comes"),
                mistake(
                        "cron: \"0 0 24 12 *\"",
                        "cron: \"0 0 0 24 12 *\"",
                        "spec.failover.freeze[0].cron",
                        "is not a schedule"),
                mistake(
                        "for: 48h, timeZone: Europe/Berlin",
                        "for: 48h, timeZone: Europe/Berln",
                        "spec.failover.freeze[0].timeZone",
                        "there is no time zone"),
                mistake(
                        "'cluster=\"west\"'",
                        "'cluster'",
                        "spec.detection.alerts[0].matchers[1]",
                        "is not a matcher"),
                mistake(
                        "'cluster=\"west\"'",
                        "'cluster=~\"we(st\"'",
                        "spec.detection.alerts[0].matchers[1]",
                        "its regular expression is wrong"),
                mistake(
                        "\"12000 EUR\"",
                        "\"12000 Taler\"",
                        "spec.budget.downtimeCostPerHour",
                        "is not an amount of money"),
                mistake(
                        "workload: deployment/web",
                        "workload:",
                        "spec.applications[0].workload",
                        "it is empty"),
                mistake(
                        "apiVersion: muster.dev/v1alpha1\nkind: RecoveryPlan\nmetadata: {name: shop}",
                        "apiVersion: v1\nkind: RecoveryPlan\nmetadata: {name: shop}",
                        "apiVersion",
                        "'v1' is not known here"),
                mistake(
                        "metadata: {name: identity}",
                        "metadata: {name: Identity}",
                        "metadata.name",
                        "'Identity' is not a name"),
                // unknown fields
                mistake(
                        "maxDataLoss: 10s",
                        "maxDataLos: 10s",
                        "spec.failover.maxDataLos",
                        "there is no such field here"),
                mistake(
                        "guard: true                            #",
                        "gaurd: true #",
                        "spec.gaurd",
                        "there is no such field here"),
                mistake(
                        "east: \"https://east.shop.example.org/healthz\"",
                        "south: \"https://east.shop.example.org/healthz\", east: \"https://east.shop.example.org/\"",
                        "spec.detection.probes[0].http.south",
                        "there is no such field here"),
                // secrets
                mistake(
                        "credentials: {file: /etc/muster/pg-west}",
                        "credentials: {password: swordfish}",
                        "spec.data[0].postgresql.west.credentials",
                        "a secret must not stand in the plan"),
                mistake(
                        "credentials: {file: /etc/muster/pg-west}",
                        "credentials: swordfish",
                        "spec.data[0].postgresql.west.credentials",
                        "a secret must not stand in the plan"),
                mistake(
                        "https://chat.example.org/hook",
                        "https://me:swordfish@chat.example.org/hook",
                        "spec.notify[0].webhook.url",
                        "a secret must not stand in the plan"),
                // references
                mistake(
                        "primary: west, standbys: [east]}\n\n",
                        "primary: wets, standbys: [east]}\n\n",
                        "spec.sites.primary",
                        "there is no site 'wets'"),
                mistake(
                        "primary: west, standbys: [east]}\n\n",
                        "primary: west, standbys: [west]}\n\n",
                        "spec.sites.standbys[0]",
                        "west is the primary already"),
                mistake(
                        "failureDomain: us-east-1",
                        "failureDomain: us-west-2",
                        "spec.sites.standbys[0]",
                        "is lost with it"),
                mistake(
                        "dependsOn: [identity]",
                        "dependsOn: [identiy]",
                        "spec.dependsOn",
                        "there is no plan 'identiy'"),
                mistake(
                        "sql: {of: orders",
                        "sql: {of: order",
                        "spec.checks[1].sql.of",
                        "there is no data set 'order'"),
                mistake(
                        "postgresqlBackup: {of: orders",
                        "postgresqlBackup: {of: order",
                        "spec.protection[1].postgresqlBackup.of",
                        "there is no data set 'order'"),
                mistake(
                        "'cluster=\"west\"']}",
                        "'cluster=\"west\"'], site: north}",
                        "spec.detection.alerts[0].site",
                        "north is not a site of this plan"),
                mistake(
                        ", east: [192.0.2.20]",
                        "",
                        "spec.traffic[0].targets.east",
                        "it is missing"),
                mistake(
                        "name: orders-pitr",
                        "name: nightly",
                        "spec.protection[1].name",
                        "'nightly' is there already"),
                mistake(
                        "- name: checkout",
                        "- name: orders",
                        "spec.detection.probes[0].name",
                        "is asked under that name"),
                mistake(
                        "http: {path: /,",
                        "http: {pth: /,",
                        "spec.checks[0].http.pth",
                        "there is no such field here"),
                // detection
                mistake(
                        "vantages: [office, east-1, witness-1]  #",
                        "vantages: [office, east-1] #",
                        "spec.detection.vantages",
                        "needs at least three vantages"),
                mistake(
                        "vantages: [office, east-1, witness-1]  #",
                        "vantages: [office, office, witness-1] #",
                        "spec.detection.vantages[1]",
                        "'office' is given twice"),
                mistake(
                        "quorum: 2",
                        "quorum: 1",
                        "spec.detection.quorum",
                        "one vantage alone could start"),
                mistake(
                        "quorum: 2",
                        "quorum: 4",
                        "spec.detection.quorum",
                        "4 vantages must agree, and there are 3"),
                mistake(
                        "timeout: 2s",
                        "timeout: 10s",
                        "spec.detection.probes[0].timeout",
                        "a question may take 10s"),
                mistake(
                        "tolerance: 30s",
                        "tolerance: 9s",
                        "spec.detection.tolerance",
                        "but is asked only every 10s"),
                mistake(
                        "tolerance: 30s",
                        "tolerance: 2m",
                        "spec.detection.tolerance",
                        "when the RTO of 2m has passed"),
                // failover
                mistake(
                        "ttl: 30s",
                        "ttl: 3m",
                        "spec.traffic[0].record.ttl",
                        "longer than the RTO of 2m"),
                mistake(
                        "zone: example.org.",
                        "zone: example.com.",
                        "spec.traffic[0].record.name",
                        "is not in the zone example.com."),
                mistake(
                        "lease: 15s",
                        "lease: 2m",
                        "spec.failover.fence.lease",
                        "when the RTO of 2m has passed"),
                mistake(
                        "guard: true                            #",
                        "guard: false #",
                        "spec.failover.fence.lease",
                        "no site guard runs on west"),
                mistake(
                        "steps: []",
                        "steps: [{name: promote-order}]",
                        "spec.failover.steps[0].name",
                        "this plan has no step 'promote-order'"),
                mistake(
                        "steps: []",
                        "steps: [{name: start-web, after: [promote-orders, warm-cache]}]",
                        "spec.failover.steps[0].after",
                        "this plan has no step 'warm-cache'"),
                mistake(
                        "steps: []",
                        "steps: [{name: fence-orders, after: [verify-www]}]",
                        "spec.failover.steps",
                        "steps wait for one another: "),
                mistake(
                        "steps: []",
                        "steps: [{name: start-web, awaitPerson: all well}]",
                        "spec.failover.steps[0].name",
                        "'start-web' is a step of the strategy"),
                mistake(
                        "steps: []",
                        "steps: [{name: ask, awaitPerson: all well, after: [verify-www]},"
                                + " {name: fence-orders, after: [ask]}]",
                        "spec.failover.steps",
                        "steps wait for one another: "),
                // protection
                mistake(
                        "ttl: 30d",
                        "ttl: 23h",
                        "spec.protection[0].velero.ttl",
                        "a backup is gone after 23h"),
                velero(
                        "namespaces: [shop], labelSelector: app, orLabelSelectors: [tier]",
                        "orLabelSelectors",
                        "labelSelector is given too"),
                velero(
                        "namespaces: [shop], labelSelector: \"app=\\u00e9\"",
                        "labelSelector",
                        "is not a label selector"),
                velero(
                        "namespaces: [shop], labelSelector: \"app in (a\"",
                        "labelSelector",
                        "is not a label selector"),
                velero(
                        "namespaces: [shop], labelSelector: \"app,\"",
                        "labelSelector",
                        "is not a label selector"),
                velero(
                        "namespaces: [shop], includedResources: [Deployment]",
                        "includedResources[0]",
                        "is not a resource"),
                velero(
                        "namespaces: [shop], includedResources: [pods], excludedResources: [pods]",
                        "excludedResources",
                        "pods is included too"),
                velero(
                        "namespaces: [shop], hooks: [{name: nothing}]",
                        "hooks[0].pre",
                        "the hook runs nothing"),
                velero(
                        "namespaces: [shop], hooks: [{name: a, namespaces: [web], pre: [{command: [sync]}]}]",
                        "hooks[0].namespaces",
                        "web is not backed up here"),
                velero(
                        "namespaces: [shop], snapshotVolumes: false, snapshotMoveData: true",
                        "snapshotMoveData",
                        "no snapshots are taken"),
                mistake(
                        "cron: \"15 2 * * *\", timeZone: Europe/Berlin",
                        "cron: \"15 2 * * *\", timeZone: \"+02:00\"",
                        "spec.protection[0].schedule.timeZone",
                        "Velero knows no zone '+02:00'"),
                mistake(
                        "verify: {every: 24h, level: restored}",
                        "verify: {every: 24h, level: serving}",
                        "spec.protection[0].verify.level",
                        "cut off"),
                mistake(
                        "baseEvery: 24h",
                        "baseEvery: 15d",
                        "spec.protection[1].postgresqlBackup.retention",
                        "before the next one, up to 15d later"));
    }

    private static Arguments velero(String fields, String path, String problem) {
        return mistake(
                "velero: {namespaces: [shop], ttl: 30d, snapshotVolumes: true}",
                "velero: {" + fields + "}",
                "spec.protection[0].velero." + path,
                problem);
    }

    private static Arguments mistake(String of, String instead, String path, String problem) {
        return Arguments.of(of, instead, path, problem);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("mistakes")
    void each_mistake_is_named_once_at_its_field(
            String of, String instead, String path, String problem) {
        var faults = Examples.faults(Examples.hotStandbyWith(instead, of));

        assertThat(faults).extracting(PlanFault::path).contains(path);
        assertThat(faults)
                .filteredOn(fault -> fault.path().equals(path))
                .doesNotHaveDuplicates()
                .allSatisfy(
                        fault -> {
                            assertThat(fault.problem()).contains(problem);
                            assertThat(fault.remedy()).matches("[A-Z].+[.?]");
                        });
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("mistakes")
    void what_follows_from_a_mistake_is_not_held_against_its_author(
            String of, String instead, String path, String problem) {
        var faults = Examples.faults(Examples.hotStandbyWith(instead, of));

        assertThat(faults.size()).as(faults.toString()).isLessThanOrEqualTo(2);
    }

    @Test
    void a_fault_reads_as_two_lines_for_a_person() {
        var text =
                Examples.hotStandbyWith(
                        "vantages: [office, east-1] #", "vantages: [office, east-1, witness-1]  #");

        var fault = Examples.faults(text).getFirst();

        assertThat(fault.toString())
                .isEqualTo(
                        """
                        spec.detection.vantages: automatic failover needs at least three vantages and \
                        a quorum outside us-west-2, the primary's failure domain; two are given.
                          Add a vantage, or set spec.failover.mode: approval.""");
    }

    @Test
    void a_fault_tells_the_line_it_is_on() {
        var text = Examples.hotStandbyWith("rto: soon", "rto: 2m");
        var line = 1 + (int) text.substring(0, text.indexOf("rto: soon")).lines().count() - 1;

        var fault = Examples.faults(text).getFirst();

        assertThat(fault.document()).isEqualTo("plan:" + line);
    }

    @Test
    void all_faults_of_all_documents_come_at_once() {
        var text =
                Examples.text("hot-standby.yaml")
                        .replace("failureDomain: us-east-1", "failuredomain: us-east-1")
                        .replace("rto: 2m", "rto: soon")
                        .replace("mode: automatic", "mode: auto")
                        .replace("sql: {of: orders", "sql: {of: order")
                        .replace("tolerance: 30s", "tolerance: -1s");

        assertThat(Examples.faults(text))
                .extracting(PlanFault::path)
                .containsExactlyInAnyOrder(
                        "spec.failureDomain",
                        "spec.failuredomain",
                        "spec.objectives.rto",
                        "spec.objectives.rto",
                        "spec.failover.mode",
                        "spec.checks[1].sql.of",
                        "spec.detection.tolerance");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            every: 6h         | every: 20d      | spec.protection[0].etcd.retention | before the next one
            level: restored   | level: serving  | spec.protection[0].verify.level   | nothing can be served
            at: osl           | at: oslo        | spec.protection[0].etcd.clusters  | is not a site of this plan
            at: hel           | at: osl         | spec.protection[0].etcd.clusters[1] | is given twice
            retention: 30d    | retention: 10m  | spec.protection[1].git.retention  | out of range
            file:///srv/git/platform.git | ssh://git/platform.git | spec.protection[1].git.mirrors[1].url | not a web address
            https://git.example.org | https://u:p@git.example.org | spec.protection[1].git.repository.url | a secret must not stand
            """)
    void what_muster_itself_backs_up_has_rules_of_its_own(
            String of, String instead, String path, String problem) {
        var text = Examples.text("cluster-state.yaml");
        var changed = text.replaceFirst(Pattern.quote(of), instead);
        assertThat(changed).isNotEqualTo(text);

        assertThat(Examples.faults(changed))
                .anySatisfy(
                        fault -> {
                            assertThat(fault.path()).isEqualTo(path);
                            assertThat(fault.problem()).contains(problem);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            name: mongodump, every: 12h | every: 12h                | spec.protection[4].cronJob.name          | it is missing
            method: volumeSnapshot      | method: snapshot          | spec.protection[3].cloudNativePg.method  | is not one of
            deadline: 15m               | deadline: 2d              | spec.protection[1].csiSnapshot.deadline  | out of range
            retention: 2d               | retention: 1h, window: 1h | spec.protection[1].csiSnapshot.window    | there is no such field
            every: 24h, retention: 14d  | every: 24h, retention: 6h | spec.protection[2].longhorn.retention    | before the next one
            bucket: library             | bukket: library           | spec.protection[0].k8up.backend.bucket   | it is missing
            """)
    void what_operators_are_asked_for_has_rules_of_its_own(
            String of, String instead, String path, String problem) {
        var text = Examples.text("operators.yaml");
        var changed = text.replaceFirst(Pattern.quote(of), instead);
        assertThat(changed).isNotEqualTo(text);

        assertThat(Examples.faults(changed))
                .anySatisfy(
                        fault -> {
                            assertThat(fault.path()).isEqualTo(path);
                            assertThat(fault.problem()).contains(problem);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            namespace: library, name: catalogue}  | name: catalogue}                            | secrets[0].namespace  | it is missing
            name: catalogue}                      | name: Catalogue}                            | secrets[0].name       | is not the name of a secret
            name: catalogue}                      | name: catalogue..tls}                       | secrets[0].name       | is not the name of a secret
            name: catalogue}                      | name: catalogue, value: c3dvcmQ=}           | secrets[0].value      | there is no such field
            kind: sealedSecret                    | kind: vault                                 | secrets[1].kind       | is not one of
            warnBefore: 21d                       | warnBefore: 1s                              | secrets[3].warnBefore | out of range
            name: smtp, kind: sealedSecret        | name: s3, kind: externalSecret              | secrets[2]            | is there already
            """)
    void secrets_that_are_watched_are_named_and_named_once(
            String of, String instead, String path, String problem) {
        var text = Examples.text("operators.yaml");
        var changed = text.replaceFirst(Pattern.quote(of), instead);
        assertThat(changed).isNotEqualTo(text);

        assertThat(Examples.faults(changed))
                .anySatisfy(
                        fault -> {
                            assertThat(fault.path()).isEqualTo("spec." + path);
                            assertThat(fault.problem()).contains(problem);
                        });
    }

    @Test
    void two_kinds_of_one_name_are_two_things_to_watch() {
        var text = Examples.text("operators.yaml");
        var changed =
                text.replace("name: smtp, kind: sealedSecret", "name: s3, kind: sealedSecret");

        assertThat(changed).isNotEqualTo(text);
        assertThat(Examples.faults(changed)).isEmpty();
    }

    @Test
    void secrets_are_watched_only_where_there_is_an_api_to_ask() {
        var text =
                Examples.text("operators.yaml")
                        .replace(
                                "  kubernetes: {kubeconfig: {file:"
                                        + " /etc/muster/sites/vie.kubeconfig}}\n",
                                "")
                        .replace(
                                "{name: api, kubernetes: {}}",
                                "{name: api, tcp: {host: v, port: 1}}");

        assertThat(Examples.faults(text))
                .extracting(PlanFault::path)
                .contains(SecretWatch.FIELD, "spec.applications");
    }

    @Test
    void a_point_that_only_its_operator_can_read_is_not_proven_by_us() {
        var text =
                Examples.text("operators.yaml")
                        .replace(
                                "every: 6h\n        retention: 30d",
                                "every: 6h\n        retention: 30d\n      verify: {every: 24h}");

        assertThat(Examples.faults(text))
                .extracting(PlanFault::path)
                .containsExactly("spec.protection[0].verify.level");
    }

    @Test
    void a_dump_is_of_a_data_set_of_the_plan() {
        var text = Examples.text("cluster-state.yaml").replace("of: wiki\n", "of: wiky\n");

        assertThat(Examples.faults(text))
                .extracting(PlanFault::path)
                .containsExactly("spec.protection[2].postgresqlDump.of");
    }

    @Test
    void an_unknown_field_suggests_the_name_that_was_probably_meant() {
        var faults =
                Examples.faults(Examples.hotStandbyWith("maxDataLos: 10s", "maxDataLoss: 10s"));

        assertThat(faults.getFirst().remedy()).isEqualTo("Did you mean 'maxDataLoss'?");
    }

    @Test
    void a_field_like_no_other_is_answered_with_all_that_there_are() {
        var faults = Examples.faults(Examples.hotStandbyWith("window: 15s", "lease: 15s"));

        assertThat(faults)
                .filteredOn(fault -> fault.path().endsWith("window"))
                .extracting(PlanFault::remedy)
                .containsExactly("Remove it, or use one of: lease.");
    }

    @Test
    void a_secret_in_a_plan_is_never_repeated() {
        var text =
                Examples.text("hot-standby.yaml")
                        .replace("{file: /etc/muster/pg-west}", "{password: swordfish}")
                        .replace("{file: /etc/muster/tsig}", "swordfish")
                        .replace("{file: /etc/muster/s3}", "{file: /a, token: swordfish}")
                        .replace("https://chat", "https://u:swordfish@chat");

        var faults = Examples.faults(text);

        assertThat(faults).hasSize(4);
        assertThat(faults.toString()).doesNotContain("swordfish");
    }

    @Test
    void vantages_inside_the_primary_are_not_independent() {
        var text =
                Examples.hotStandbyWith("vantages: [west-1, west-2]", "vantages: [west-1]")
                        .replace("[office, east-1, witness-1]  #", "[west-1, west-2, office] #");

        assertThat(Examples.faults(text))
                .extracting(PlanFault::path)
                .containsExactly("spec.detection.vantages");
    }

    @Test
    void a_quorum_must_be_left_when_the_primary_is_lost() {
        var text =
                Examples.hotStandbyWith("quorum: 3", "quorum: 2")
                        .replace("[office, east-1, witness-1]  #", "[office, east-1, west-1] #");

        assertThat(Examples.faults(text))
                .filteredOn(fault -> fault.path().equals("spec.detection.quorum"))
                .singleElement()
                .satisfies(
                        fault ->
                                assertThat(fault.problem())
                                        .contains(
                                                "only 2 independent vantages are left when us-west-2"));
    }

    @Test
    void a_cycle_of_plans_is_named() {
        var text =
                Examples.text("hot-standby.yaml")
                        .replace(
                                "    vantages: [office, east-1, witness-1]\n",
                                "    vantages: [office, east-1, witness-1]\n  dependsOn: [shop]\n");

        assertThat(Examples.faults(text))
                .singleElement()
                .satisfies(
                        fault ->
                                assertThat(fault.problem())
                                        .isEqualTo(
                                                "plans depend on one another: identity → shop → identity"));
    }

    @Test
    void two_plans_never_move_the_same_thing() {
        var text =
                Examples.text("hot-standby.yaml")
                        .replace(
                                "namespace: identity, workload: statefulset/keycloak",
                                "namespace: shop, workload: deployment/web");

        assertThat(Examples.faults(text))
                .singleElement()
                .satisfies(
                        fault -> {
                            assertThat(fault.path()).isEqualTo("spec.applications[0].workload");
                            assertThat(fault.problem()).contains("is moved by plan shop already");
                        });
    }

    @Test
    void a_name_is_declared_once() {
        var text = Examples.hotStandbyWith("metadata: {name: shop}", "metadata: {name: identity}");

        assertThat(Examples.faults(text))
                .extracting(PlanFault::problem)
                .contains("there is another plan 'shop'");
    }

    @Test
    void a_plan_that_watches_needs_somebody_who_looks() {
        var text = Examples.text("backup-restore.yaml").replace("    vantages: [office]\n", "");

        assertThat(Examples.faults(text))
                .extracting(PlanFault::path)
                .containsExactly("spec.detection.vantages");
    }

    @Test
    void backups_that_carry_the_data_must_keep_the_objective() {
        var text = Examples.text("backup-restore.yaml").replace("rpo: 24h", "rpo: 23h");

        assertThat(Examples.faults(text))
                .singleElement()
                .satisfies(
                        fault ->
                                assertThat(fault.problem())
                                        .isEqualTo(
                                                "up to 1d lie between two backups, more than the RPO of 23h"));
    }

    @Test
    void nothing_is_restored_where_nothing_is_backed_up() {
        var text = Examples.text("backup-restore.yaml");
        var without =
                text.substring(0, text.indexOf("  protection:"))
                        + text.substring(text.indexOf("  drills:"));

        assertThat(Examples.faults(without))
                .extracting(PlanFault::path)
                .containsExactly("spec.protection");
    }

    @Test
    void data_without_a_standby_need_a_place_to_be_restored_at() {
        var text =
                Examples.text("backup-restore-database.yaml")
                        .replaceAll("        restore: .*\n", "");

        assertThat(Examples.faults(text))
                .singleElement()
                .satisfies(
                        fault -> {
                            assertThat(fault.path()).isEqualTo("spec.protection");
                            assertThat(fault.problem())
                                    .endsWith("no backup of 'tickets' can be restored at dub");
                        });
    }

    @Test
    void a_place_to_restore_at_is_a_site_of_the_plan() {
        var text =
                Examples.text("backup-restore-database.yaml")
                        .replace(
                                "restore: [{at: dub,",
                                "restore: [{at: dubb, directory: /srv/pg}, {at: dub,");

        assertThat(Examples.faults(text))
                .singleElement()
                .satisfies(
                        fault -> {
                            assertThat(fault.problem())
                                    .isEqualTo("'dubb' is not a site of this plan");
                            assertThat(fault.remedy()).isEqualTo("Did you mean 'dub'?");
                        });
    }

    @Test
    void the_other_plans_stay_usable_when_one_is_refused() {
        var reading = PlanParser.parse(Examples.hotStandbyWith("rto: soon", "rto: 2m, rpo: 10s"));

        assertThat(reading)
                .isInstanceOfSatisfying(
                        PlanReading.Refused.class,
                        refused ->
                                assertThat(refused.sound().plans())
                                        .extracting(plan -> plan.name().value())
                                        .containsExactly("identity"));
    }

    @Test
    void no_plan_is_sound_on_a_site_that_is_not() {
        var reading = PlanParser.parse(Examples.hotStandbyWith("gurad: true", "guard: true  "));

        assertThat(reading)
                .isInstanceOfSatisfying(
                        PlanReading.Refused.class,
                        refused -> assertThat(refused.sound().plans()).isEqualTo(List.of()));
    }

    @Test
    void documents_find_one_another_in_all_files() {
        var documents = Examples.text("hot-standby.yaml").split("\n---\n", -1);
        var sources = new java.util.ArrayList<PlanParser.Source>();
        for (var document : documents) {
            sources.addFirst(new PlanParser.Source("part", document));
        }

        assertThat(PlanParser.parse(sources)).isInstanceOf(PlanReading.Accepted.class);
    }
}
