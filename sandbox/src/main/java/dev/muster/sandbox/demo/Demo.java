package dev.muster.sandbox.demo;

import dev.muster.sandbox.region.World;
import dev.muster.sandbox.shop.Customer;
import dev.muster.sandbox.shop.Destination;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A whole disaster on one machine, told as it happens; see {@code ./muster demo}. */
public final class Demo {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final long INSIDER_ORDERS = 1_000_000_000L;

    private Demo() {}

    /** What was asked for on the command line. */
    private record Options(Scenario scenario, boolean json, boolean keep) {}

    public static void main(String[] arguments) throws InterruptedException {
        Logger.getLogger("").setLevel(Level.SEVERE);
        var options = options(arguments);
        if (options == null) {
            System.exit(WRONG_USE);
            return;
        }
        System.exit(run(options));
    }

    private static int run(Options options) throws InterruptedException {
        var screen = Screen.of(options.json());
        screen.plain(
                screen.bold("Muster")
                        + " · "
                        + options.scenario().label()
                        + ": "
                        + options.scenario().what());
        screen.chapter("1  Two sites and a witness");
        screen.progress("starting a broker, two Kubernetes APIs, two databases, a name server …");
        try (var world = World.create(Path.of(System.getProperty("muster.home", ".")));
                var witnessed = new Witnessed(world.log());
                var customer = Customer.start("customer", 1, world.shopByName());
                var insider =
                        Customer.start(
                                "insider",
                                INSIDER_ORDERS,
                                new Destination.Fixed(world.west().shopInside()))) {
            var story = new Story(world, witnessed, customer, insider, screen);
            var outcome = story.tell(options.scenario());
            if (options.json()) {
                System.out.println(ResultAsJson.of(outcome));
            } else {
                ResultOnScreen.print(outcome, screen);
            }
            if (options.keep()) {
                story.showAround();
                new CountDownLatch(1).await();
            }
            return outcome.good() ? OK : FAILED;
        } catch (IllegalStateException | UncheckedIOException e) {
            screen.bad(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    private static @Nullable Options options(String[] arguments) {
        var scenario = Scenario.DISASTER;
        var json = false;
        var keep = false;
        for (var i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--json" -> json = true;
                case "--keep" -> keep = true;
                case "--scenario" -> {
                    var name = i + 1 < arguments.length ? arguments[++i] : "";
                    var found = Scenario.named(name);
                    if (found.isEmpty()) {
                        System.err.println(
                                "muster demo: no scenario '"
                                        + name
                                        + "'; one of "
                                        + List.of(Scenario.values()).stream()
                                                .map(Scenario::label)
                                                .toList());
                        return null;
                    }
                    scenario = found.get();
                }
                default -> {
                    System.err.println(
                            "muster demo: unknown option '"
                                    + arguments[i]
                                    + "'; known are --scenario NAME, --json, --keep");
                    return null;
                }
            }
        }
        return new Options(scenario, json, keep);
    }
}
