package dev.muster.failover.execution;

import static dev.muster.events.PlanSamples.CHECKOUT;
import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.WEST;
import static dev.muster.events.PlanSamples.database;
import static dev.muster.events.PlanSamples.kubeconfig;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.StepAction;
import dev.muster.events.StepAction.DrainPostgres;
import dev.muster.events.StepAction.FencePostgres;
import dev.muster.events.StepAction.PromotePostgres;
import dev.muster.events.StepAction.RedirectTraffic;
import dev.muster.events.StepAction.ReleasePostgres;
import dev.muster.events.StepAction.RestorePostgres;
import dev.muster.events.StepAction.ScaleWorkload;
import dev.muster.events.StepAction.VerifyTraffic;
import dev.muster.events.StepId;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.failover.guard.ShopPlan;
import dev.muster.plan.RecoveryPlan.DataSet;
import dev.muster.plan.RecoveryPlan.Step;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The graph of every kind of move, as "step: the steps before it". */
class StepPlannerTest {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Nested
    class AFailover {

        @Test
        void stops_and_fences_side_by_side_and_promotes_before_the_name_moves() {
            assertThat(graph(failover(new ShopPlan())))
                    .containsExactly(
                            "stop-checkout: ",
                            "fence-orders: ",
                            "promote-orders: fence-orders stop-checkout",
                            "start-checkout: fence-orders stop-checkout",
                            "check-home: promote-orders start-checkout",
                            "check-orders: promote-orders start-checkout",
                            "redirect-public: check-home check-orders",
                            "verify-public: redirect-public");
        }

        @Test
        void touches_the_new_site_only_after_the_point_of_no_return() {
            assertThat(steps(failover(new ShopPlan()), Phase.FENCE))
                    .containsExactly("stop-checkout", "fence-orders");
            assertThat(steps(failover(new ShopPlan()), Phase.PREPARE)).isEmpty();
        }

        @Test
        void without_checks_moves_the_name_when_all_is_up() {
            assertThat(graph(failover(new ShopPlan().withoutChecks())))
                    .contains("redirect-public: promote-orders start-checkout");
        }

        @Test
        void without_data_only_moves_the_application() {
            assertThat(graph(failover(new ShopPlan().withoutData())))
                    .containsExactly(
                            "stop-checkout: ",
                            "start-checkout: stop-checkout",
                            "check-home: start-checkout",
                            "redirect-public: check-home",
                            "verify-public: redirect-public");
        }

        @Test
        void of_a_name_alone_only_moves_the_name() {
            assertThat(
                            graph(
                                    failover(
                                            new ShopPlan()
                                                    .withoutData()
                                                    .withoutApplications()
                                                    .withoutChecks())))
                    .containsExactly("redirect-public: ", "verify-public: redirect-public");
        }

        @Test
        void fences_every_data_set_before_any_is_promoted() {
            var stock = new DataSet("stock", Map.of(WEST, database(WEST), EAST, database(EAST)));
            var orders = new DataSet("orders", stock.postgresql());

            assertThat(graph(failover(new ShopPlan().data(List.of(orders, stock)))))
                    .contains(
                            "promote-orders: fence-orders fence-stock stop-checkout",
                            "promote-stock: fence-orders fence-stock stop-checkout");
        }
    }

    @Nested
    class ASwitchover {

        @Test
        void stops_then_fences_then_lets_the_standby_catch_up() {
            assertThat(graph(switchover(new ShopPlan())))
                    .containsExactly(
                            "stop-checkout: ",
                            "fence-orders: stop-checkout",
                            "drain-orders: fence-orders",
                            "promote-orders: drain-orders fence-orders stop-checkout",
                            "start-checkout: drain-orders fence-orders stop-checkout",
                            "check-home: promote-orders start-checkout",
                            "check-orders: promote-orders start-checkout",
                            "redirect-public: check-home check-orders",
                            "verify-public: redirect-public");
        }

        @Test
        void has_lost_nothing_before_the_point_of_no_return() {
            assertThat(steps(switchover(new ShopPlan()), Phase.PREPARE))
                    .containsExactly("drain-orders");
        }

        @Test
        void back_home_is_the_same_in_the_other_direction() {
            var back = StepPlanner.plan(new ShopPlan().declared(), Kind.SWITCHOVER, EAST, WEST);

            assertThat(action(back, "fence-orders"))
                    .isEqualTo(new FencePostgres(EAST, database(EAST)));
            assertThat(action(back, "promote-orders"))
                    .isEqualTo(new PromotePostgres(WEST, database(WEST)));
        }
    }

    @Nested
    class EveryStep {

        private final List<PlannedStep> graph = switchover(new ShopPlan());

        @Test
        void is_complete_in_itself() {
            assertThat(action(graph, "stop-checkout")).isEqualTo(scaled(WEST, 0, false));
            assertThat(action(graph, "fence-orders"))
                    .isEqualTo(new FencePostgres(WEST, database(WEST)));
            assertThat(action(graph, "drain-orders"))
                    .isEqualTo(new DrainPostgres(EAST, database(EAST), ""));
            assertThat(action(graph, "promote-orders"))
                    .isEqualTo(new PromotePostgres(EAST, database(EAST)));
            assertThat(action(graph, "start-checkout")).isEqualTo(scaled(EAST, 2, true));
        }

        @Test
        void of_the_traffic_names_the_addresses_of_the_new_site() {
            assertThat(action(graph, "redirect-public"))
                    .isInstanceOfSatisfying(
                            RedirectTraffic.class,
                            it -> assertThat(it.targets()).containsExactly("10.2.0.10"));
            assertThat(action(graph, "verify-public"))
                    .isInstanceOfSatisfying(
                            VerifyTraffic.class,
                            it -> assertThat(it.targets()).containsExactly("10.2.0.10"));
        }

        @Test
        void may_take_two_minutes_unless_the_user_says_otherwise() {
            assertThat(graph).extracting(PlannedStep::timeout).containsOnly(DEFAULT_TIMEOUT);
        }
    }

    @Nested
    class TheUsersOwnGraph {

        @Test
        void adds_an_order_and_takes_none_away() {
            var own = step("promote-orders", Set.of("start-checkout"), Optional.empty());

            assertThat(graph(failover(new ShopPlan().steps(own))))
                    .contains("promote-orders: fence-orders start-checkout stop-checkout");
        }

        @Test
        void sets_the_time_a_step_may_take() {
            var own = step("promote-orders", Set.of(), Optional.of(Duration.ofSeconds(20)));

            var promote = find(failover(new ShopPlan().steps(own)), "promote-orders");

            assertThat(promote.timeout()).isEqualTo(Duration.ofSeconds(20));
            assertThat(promote.after()).hasSize(2);
        }

        @Test
        void waits_for_a_step_only_where_there_is_one() {
            var own = step("promote-orders", Set.of("drain-orders"), Optional.empty());

            assertThat(graph(failover(new ShopPlan().steps(own))))
                    .contains("promote-orders: fence-orders stop-checkout");
        }
    }

    @Nested
    class ARelease {

        private final ShopPlan plan = new ShopPlan();

        @Test
        void undoes_nothing_that_was_not_begun() {
            var begun = Progress.of(failover(plan));

            assertThat(ReleasePlanner.release(plan.declared(), begun)).isEmpty();
        }

        @Test
        void undoes_what_was_begun_even_if_it_is_not_known_how_it_ended() {
            var begun = Progress.of(failover(plan)).commanded(new StepId("fence-orders"), NOW);

            assertThat(ReleasePlanner.release(plan.declared(), begun))
                    .singleElement()
                    .satisfies(
                            step ->
                                    assertThat(step.action())
                                            .isEqualTo(new ReleasePostgres(WEST, database(WEST))));
        }

        @Test
        void starts_the_application_again_at_the_old_site() {
            var begun =
                    Progress.of(failover(plan))
                            .commanded(new StepId("fence-orders"), NOW)
                            .commanded(new StepId("stop-checkout"), NOW);

            var release = ReleasePlanner.release(plan.declared(), begun);

            assertThat(graph(release))
                    .containsExactlyInAnyOrder("release-orders: ", "restart-checkout: ");
            assertThat(action(release, "restart-checkout")).isEqualTo(scaled(WEST, 2, true));
        }

        @Test
        void of_an_application_that_is_no_longer_declared_starts_nothing() {
            var begun = Progress.of(failover(plan)).commanded(new StepId("stop-checkout"), NOW);

            var release =
                    ReleasePlanner.release(new ShopPlan().withoutApplications().declared(), begun);

            assertThat(release).isEmpty();
        }
    }

    @Nested
    class AMoveByBackups {

        private final ShopPlan plan = new ShopPlan().restoredFromBackups();

        @Test
        void restores_when_the_old_site_is_stopped_and_promotes_what_was_restored() {
            assertThat(graph(failover(plan)))
                    .containsSubsequence(
                            "stop-checkout: ",
                            "fence-orders: ",
                            "restore-orders: fence-orders stop-checkout",
                            "promote-orders: fence-orders restore-orders stop-checkout",
                            "start-checkout: fence-orders restore-orders stop-checkout");
        }

        @Test
        void restores_before_the_point_of_no_return() {
            assertThat(steps(failover(plan), Phase.PREPARE)).containsExactly("restore-orders");
        }

        @Test
        void that_is_planned_waits_until_the_restored_data_hold_the_last_commit() {
            assertThat(graph(switchover(plan)))
                    .contains(
                            "drain-orders: fence-orders restore-orders",
                            "promote-orders: drain-orders fence-orders restore-orders stop-checkout");
        }

        @Test
        void restores_where_the_plan_says_from_where_the_backups_lie() {
            var restore = (RestorePostgres) action(failover(plan), "restore-orders");

            assertThat(restore.site()).isEqualTo(EAST);
            assertThat(restore.endpoint()).isEqualTo(database(EAST));
            assertThat(restore.protection()).isEqualTo("orders");
            assertThat(restore.directory()).isEqualTo("/var/lib/pg/orders");
            assertThat(restore.from().bucket()).isEqualTo("backups");
        }
    }

    private static List<PlannedStep> failover(ShopPlan plan) {
        return StepPlanner.plan(plan.declared(), Kind.FAILOVER, WEST, EAST);
    }

    private static List<PlannedStep> switchover(ShopPlan plan) {
        return StepPlanner.plan(plan.declared(), Kind.SWITCHOVER, WEST, EAST);
    }

    private static List<String> graph(List<PlannedStep> steps) {
        return steps.stream()
                .map(
                        step ->
                                step.id()
                                        + ": "
                                        + new TreeSet<>(step.after())
                                                .stream()
                                                        .map(StepId::value)
                                                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static List<String> steps(List<PlannedStep> graph, Phase phase) {
        return graph.stream()
                .filter(step -> step.phase() == phase)
                .map(step -> step.id().value())
                .toList();
    }

    private static PlannedStep find(List<PlannedStep> graph, String name) {
        return graph.stream()
                .filter(step -> step.id().value().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no step " + name));
    }

    private static StepAction action(List<PlannedStep> graph, String name) {
        return find(graph, name).action();
    }

    private static ScaleWorkload scaled(SiteId site, int replicas, boolean ready) {
        return new ScaleWorkload(site, kubeconfig(site), "shop", CHECKOUT, replicas, ready);
    }

    private static Step step(String name, Set<String> after, Optional<Duration> timeout) {
        return new Step(name, after, timeout, Optional.empty());
    }
}
