package dev.muster.backup.adapter.velero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.backup.app.ObjectNames;
import dev.muster.events.RunId;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    private static final PlanId SHOP = new PlanId("shop");
    private static final SiteId WEST = new SiteId("west");

    @Test
    void the_same_backup_seen_at_two_sites_is_one_point() {
        var atWest = Identity.point("shop-1", location("default", "dr", "velero"));
        var atEast = Identity.point("shop-1", location("of-west", "dr", "velero"));

        assertThat(atEast).isEqualTo(atWest);
    }

    @Test
    void two_backups_of_one_name_in_two_places_are_two_points() {
        var inOne = Identity.point("shop-1", location("default", "dr", ""));

        assertThat(Identity.point("shop-1", location("default", "other", ""))).isNotEqualTo(inOne);
        assertThat(Identity.point("shop-1", location("default", "dr", "east"))).isNotEqualTo(inOne);
    }

    @Test
    void two_sites_never_give_their_schedules_one_name() {
        assertThat(Identity.schedule(SHOP, "nightly", WEST))
                .isEqualTo("shop-nightly-west")
                .isNotEqualTo(Identity.schedule(SHOP, "nightly", new SiteId("east")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop-nightly-r-1",
                "shop-nightly-20260301T020000Z",
                "shop-Nightly/ä:Ω",
                "---",
                "a-run-whose-name-is-longer-than-sixty-three-characters-and-goes-on-for-ever-x",
            })
    void a_run_has_one_name_that_kubernetes_takes(String run) {
        var name = ObjectNames.ofRun(new RunId(run));

        assertThat(name).isEqualTo(ObjectNames.ofRun(new RunId(run))).hasSizeLessThanOrEqualTo(63);
        assertThat(name).matches("[-a-z0-9]*[a-z0-9]");
    }

    @Test
    void runs_that_differ_only_where_kubernetes_is_strict_keep_two_names() {
        assertThat(ObjectNames.ofRun(new RunId("shop-R-1")))
                .isNotEqualTo(ObjectNames.ofRun(new RunId("shop-r-1")));
    }

    static Location location(String name, String bucket, String prefix) {
        return new Location(
                name,
                true,
                bucket,
                prefix,
                false,
                "Available",
                "",
                Optional.empty(),
                Optional.empty());
    }
}
