package dev.muster.sandbox.demo;

import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.plan.Assurance.Level;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.region.Region;
import dev.muster.sandbox.region.World;
import dev.muster.sandbox.shop.Customer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Makes things happen in a world, and tells what Muster and the customers make of it. */
final class Story {

    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration ALARM_LIMIT = Duration.ofSeconds(15);
    private static final Duration MOVE_LIMIT = Duration.ofMinutes(1);
    private static final Duration QUIET = Duration.ofSeconds(4);
    private static final Duration RUN_UP = Duration.ofSeconds(2);

    private final World world;
    private final Witnessed witnessed;
    private final Customer customer;
    private final Customer insider;
    private final Screen screen;
    private final Outside outside;

    Story(World world, Witnessed witnessed, Customer customer, Customer insider, Screen screen) {
        this.world = world;
        this.witnessed = witnessed;
        this.customer = customer;
        this.insider = insider;
        this.screen = screen;
        this.outside = new Outside(world);
    }

    Result tell(Scenario scenario) {
        settle();
        var falseAlarm = Optional.<Boolean>empty();
        if (scenario == Scenario.DISASTER || scenario == Scenario.FALSE_ALARM) {
            falseAlarm = Optional.of(falseAlarm());
        }
        if (!scenario.moves()) {
            return Result.of(
                    scenario,
                    world,
                    witnessed,
                    customer,
                    insider,
                    Optional.empty(),
                    falseAlarm,
                    true);
        }
        witnessed.listen(this::comment);
        world.onCall().listen(this::ring);
        pauseFor(RUN_UP, "customers are ordering");
        var faultAt = Instant.now();
        var passive = true;
        switch (scenario) {
            case DISASTER -> {
                screen.chapter("3  West dies: every process of it is killed with -9");
                world.west().die();
                screen.bad("west is gone");
                move();
                screen.chapter("4  West comes back on its own disks");
                passive = comeBack();
            }
            case PARTITION -> {
                screen.chapter("2  West is cut off: it lives, and hears nothing");
                world.west().cutOff();
                screen.bad(
                        "no packet leaves or enters west; a customer inside goes on ordering there");
                move();
                screen.chapter("3  West is reconnected");
                passive = reconnect();
            }
            case SWITCHOVER -> {
                screen.chapter("2  A planned move to east");
                outside.switchover();
                move();
            }
            case BACKUP_RESTORE -> {
                screen.chapter("2  West dies: every process of it is killed with -9");
                world.west().die();
                screen.bad("west is gone, and with it the only database");
                move();
                screen.chapter("3  West comes back on its own disks");
                passive = comeBack();
            }
            case FALSE_ALARM, CORRUPTION -> throw new IllegalStateException("moves nothing");
        }
        return Result.of(
                scenario,
                world,
                witnessed,
                customer,
                insider,
                Optional.of(faultAt),
                falseAlarm,
                passive);
    }

    void settle() {
        screen.good(
                "west: " + world.west().apiKind() + ", PostgreSQL 17, a node, a vantage, a guard");
        if (world.way() == World.Way.STREAMING) {
            screen.good("east: the same; its database streams from west");
        } else {
            screen.good("east: the same, and no database at all");
        }
        screen.good("witness: a Kafka broker, a name server, a vantage, the decider");
        world.store()
                .ifPresent(
                        store ->
                                screen.good(
                                        "bucket: "
                                                + store.kind()
                                                + "; a backup-service at each site"));
        await(
                READY_LIMIT,
                "Muster reads the plan, the guards ask for their leases",
                () ->
                        witnessed.allSeeWell("west")
                                && witnessed.allSeeWell("east")
                                && isServedFrom("west"));
        screen.good("west holds the lease; a customer orders every 50 ms and is served from west");
        if (world.way() == World.Way.BACKUPS) {
            prove();
        }
    }

    /** The way back is there before anything happens, and was walked once. */
    private void prove() {
        await(
                READY_LIMIT,
                "a base backup is taken, the log is shipped, east tries whether it would serve",
                () ->
                        witnessed.proven(Level.SERVING).isPresent()
                                && witnessed.reachable().isPresent());
        var proven = witnessed.proven(Level.SERVING).orElseThrow();
        screen.good(
                "recovery point "
                        + proven.point()
                        + " was restored at east and served in "
                        + seconds(proven.took())
                        + ", and was taken away again");
    }

    private boolean falseAlarm() {
        screen.chapter("2  A false alarm");
        world.blindWitness(true);
        screen.warn(
                "the witness's vantage loses its network: it sees neither site, nor its control targets");
        await(
                ALARM_LIMIT,
                "it notices",
                () -> witnessed.vote("witness-1", "west").equals(Optional.of(Vote.BLIND)));
        var before = witnessed.all().size();
        outside.alert(true);
        screen.warn("Alertmanager says KubeAPIDown, cluster west, is firing");
        await(ALARM_LIMIT, "Muster looks at it", () -> witnessed.heldAfter(before).isPresent());
        screen.say("Muster does not move the shop:");
        witnessed.heldAfter(before).ifPresent(this::blockers);
        pauseFor(QUIET, "and still does not");
        outside.alert(false);
        world.blindWitness(false);
        await(ALARM_LIMIT, "the alarm is over", () -> witnessed.allSeeWell("west"));
        var moved = witnessed.moved();
        if (moved) {
            screen.bad("the shop was moved by a false alarm");
        } else {
            screen.good("the alarm is over, and nothing has moved");
        }
        return !moved;
    }

    private void blockers(FailoverHeld held) {
        for (var blocker : held.blockers()) {
            screen.plain(
                    "          · "
                            + String.format(Locale.ROOT, "%-22s", words(blocker.code().name()))
                            + " "
                            + blocker.detail());
        }
    }

    private void move() {
        await(
                MOVE_LIMIT,
                "Muster at work",
                () ->
                        witnessed.completed().isPresent()
                                || !witnessed.every(ExecutionAborted.class).isEmpty()
                                || !witnessed.every(RequestRefused.class).isEmpty());
        if (witnessed.completed().isEmpty()) {
            throw new IllegalStateException("the shop was not moved; see " + world.directory());
        }
        await(MOVE_LIMIT, "the customer finds the way", () -> isServedFrom("east"));
        screen.good("the customer is served from east");
        pauseFor(RUN_UP, "customers are ordering");
    }

    private boolean comeBack() {
        world.bringBack(world.west());
        screen.say("west starts as it was: its Deployment still says two replicas");
        return staysPassive();
    }

    private boolean reconnect() {
        world.west().reconnect();
        return staysPassive();
    }

    private boolean staysPassive() {
        await(
                READY_LIMIT,
                "west's guard asks for a lease and is refused",
                () -> outside.guardIsPassive(world.west()));
        pauseFor(QUIET, "customers inside west still try to order there");
        var readOnly = "on".equals(readOnly(world.west()));
        if (readOnly && isServedFrom("east")) {
            screen.good(
                    "west stays passive: its database is read-only, the name still leads to east");
        } else {
            screen.bad("west did not stay passive");
        }
        return readOnly;
    }

    private static String readOnly(Region region) {
        return region.orders("show default_transaction_read_only").getFirst();
    }

    private void ring(String message) {
        screen.detail("☎ " + message.replace("\n", "\n            "));
    }

    private void comment(Witnessed.Said said) {
        switch (said.event()) {
            case HealthAssessed health when isNews(health) ->
                    screen.say(
                            "detected: "
                                    + health.site()
                                    + " is down ("
                                    + words(health.failureClass().name())
                                    + "), seen by "
                                    + health.evidence().stream()
                                            .filter(e -> e.vote() == Vote.DOWN)
                                            .map(e -> e.vantage().value())
                                            .toList());
            case ExecutionStarted started ->
                    screen.say(
                            "decided: "
                                    + words(started.kind().name())
                                    + " from "
                                    + started.from()
                                    + " to "
                                    + started.to()
                                    + ", epoch "
                                    + started.epoch());
            case StepFinished step ->
                    screen.detail(
                            String.format(
                                    Locale.ROOT,
                                    "%-20s %s, %s",
                                    step.step(),
                                    words(step.outcome().name()),
                                    step.detail()));
            case PointOfNoReturnPassed passed ->
                    screen.say("west is fenced; authority is at " + passed.active());
            case ExecutionHeld held ->
                    screen.warn(
                            "stands still: " + held.reason() + "; waits for " + held.waitsFor());
            case FailoverEvent.ExecutionCompleted completed ->
                    screen.good(
                            "completed: verified from outside, "
                                    + seconds(completed.recoveryTime())
                                    + " after the first sign");
            case ExecutionAborted aborted -> screen.bad("undone: " + aborted.reason());
            case RequestRefused refused ->
                    refused.blockers()
                            .forEach(
                                    b ->
                                            screen.bad(
                                                    "refused: "
                                                            + words(b.code().name())
                                                            + ", "
                                                            + b.detail()));
            default -> {}
        }
    }

    private FailureClass lastTold = FailureClass.NONE;

    private boolean isNews(HealthAssessed health) {
        if (!health.site().value().equals("west")
                || witnessed.moved()
                || health.failureClass() == lastTold) {
            return false;
        }
        var news = health.verdict() == Verdict.DOWN;
        lastTold = news ? health.failureClass() : lastTold;
        return news;
    }

    boolean isServedFrom(String site) {
        var acknowledged = customer.score().acknowledgements();
        return !acknowledged.isEmpty()
                && acknowledged.getLast().site().equals(site)
                && Duration.between(acknowledged.getLast().at(), Instant.now()).toMillis() < 1_000;
    }

    /** Everything a person needs to look around in a world that is kept. */
    void showAround() {
        screen.chapter("Still running; Ctrl-C ends it");
        screen.plain("  failover-service  " + world.failoverUrl() + "/api/v1/plans/shop");
        screen.plain("  health-monitor    " + world.healthUrl() + "/api/v1/sites");
        screen.plain("  Kafka             " + world.log());
        screen.plain("  kubeconfig west   " + world.west().kubeconfig());
        screen.plain("  kubeconfig east   " + world.east().kubeconfig());
        screen.plain("  files and logs    " + world.directory());
    }

    void await(Duration limit, String what, BooleanSupplier condition) {
        var since = System.nanoTime();
        Deadline.in(limit)
                .until(
                        what,
                        () -> {
                            if (System.nanoTime() - since > 1_000_000_000L) {
                                screen.progress(what);
                            }
                            return condition.getAsBoolean();
                        });
    }

    void pauseFor(Duration time, String what) {
        var end = Deadline.in(time);
        Deadline.in(time.plusSeconds(5))
                .until(
                        what,
                        () -> {
                            screen.progress(what);
                            return end.passed();
                        });
    }

    static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }
}
