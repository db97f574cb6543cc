package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanRevisionTest {

    private static final PlanId SHOP = new PlanId("shop");

    @Test
    void a_revision_is_twelve_hexadecimal_digits() {
        assertThat(revision(Examples.text("hot-standby.yaml"))).matches("[0-9a-f]{12}");
    }

    @Test
    void the_order_of_fields_comments_and_written_defaults_make_no_difference() {
        var text = Examples.text("hot-standby.yaml");
        var other =
                text.replace(
                                "objectives: {rto: 2m, rpo: 10s}",
                                "objectives: {rpo: 10000ms, rto: 2m} # soon")
                        .replace(
                                "{west: [192.0.2.10], east: [192.0.2.20]}",
                                "{east: [192.0.2.20], west: [192.0.2.10]}")
                        .replace("  strategy: hotStandby", "#")
                        .replace("    cooldown: 30m\n", "")
                        .replace("port: 5432, ", "");

        assertThat(other).isNotEqualTo(text);
        assertThat(revision(other)).isEqualTo(revision(text));
    }

    @Test
    void what_it_means_makes_a_difference() {
        var before = revision(Examples.text("hot-standby.yaml"));

        assertThat(revision(Examples.hotStandbyWith("rpo: 11s", "rpo: 10s"))).isNotEqualTo(before);
        assertThat(revision(Examples.hotStandbyWith("gw2.west", "gw.west"))).isNotEqualTo(before);
        assertThat(
                        revision(
                                Examples.hotStandbyWith(
                                        "standbyCostPerMonth: \"3200 EUR\"",
                                        "standbyCostPerMonth: \"3100 EUR\"")))
                .isNotEqualTo(before);
    }

    @Test
    void the_order_of_standbys_is_a_preference() {
        var one = plan(List.of(new SiteId("a"), new SiteId("b")));
        var other = plan(List.of(new SiteId("b"), new SiteId("a")));

        assertThat(PlanRevision.of(one, List.of())).isNotEqualTo(PlanRevision.of(other, List.of()));
    }

    @Test
    void sites_of_other_plans_make_no_difference() {
        var declared = Examples.accepted(Examples.text("hot-standby.yaml"));
        var plan = declared.plan(SHOP).orElseThrow();
        var more = new java.util.ArrayList<>(declared.sites().reversed());
        more.addAll(Examples.accepted(Examples.text("warm-standby.yaml")).sites());

        assertThat(PlanRevision.of(plan, more))
                .isEqualTo(PlanRevision.of(plan, declared.sitesOf(plan)));
    }

    @Test
    void a_known_plan_keeps_its_revision_over_releases() {
        var plan = plan(List.of(new SiteId("b")));

        assertThat(PlanRevision.of(plan, List.of())).isEqualTo("3a2eb6cacd32");
    }

    private static RecoveryPlan plan(List<SiteId> standbys) {
        var declared = Examples.accepted(Examples.text("backup-restore.yaml"));
        var wiki = declared.plan(new PlanId("wiki")).orElseThrow();
        return new RecoveryPlan(
                wiki.name(),
                wiki.description(),
                wiki.owner(),
                wiki.criticality(),
                wiki.objectives(),
                wiki.strategy(),
                new RecoveryPlan.Sites(wiki.sites().primary(), standbys),
                wiki.applications(),
                wiki.data(),
                wiki.traffic(),
                wiki.detection(),
                wiki.failover(),
                wiki.checks(),
                wiki.dependsOn(),
                wiki.notifications());
    }

    private static String revision(String text) {
        var declared = Examples.accepted(text);
        return PlanRevision.of(declared.plan(SHOP).orElseThrow(), declared.sites());
    }
}
