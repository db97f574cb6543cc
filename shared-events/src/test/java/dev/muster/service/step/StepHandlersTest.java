package dev.muster.service.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.Epoch;
import dev.muster.events.StepAction;
import dev.muster.events.StepAction.CheckHttp;
import dev.muster.events.StepAction.Executor;
import dev.muster.events.StepResult;
import dev.muster.plan.PlanId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each service carries out what is its own, and answers for that alone. */
class StepHandlersTest {

    private static final PlanId SHOP = new PlanId("shop");
    private static final StepResult DONE = new StepResult.Done("answers", StepResult.Facts.NONE);
    private static final StepAction LOOK =
            new CheckHttp(URI.create("http://shop.example.org/"), Set.of(200), Optional.empty());

    @Test
    void anActionOfItsOwnIsCarriedOut() throws InterruptedException {
        var handlers = new StepHandlers(Executor.FAILOVER_SERVICE, List.of(new Looking()));

        assertThat(handlers.carryOut(LOOK, context())).contains(DONE);
    }

    @Test
    void anActionOfAnotherServiceIsLeftAlone() throws InterruptedException {
        var looking = new Looking();
        var handlers = new StepHandlers(Executor.BACKUP_SERVICE, List.of(looking));

        assertThat(handlers.carryOut(LOOK, context())).isEmpty();
        assertThat(looking.seen).isEmpty();
    }

    @Test
    void anActionOfItsOwnThatItDoesNotKnowIsRejected() throws InterruptedException {
        var handlers = new StepHandlers(Executor.FAILOVER_SERVICE, List.of());

        assertThat(handlers.carryOut(LOOK, context()))
                .contains(new StepResult.Rejected("this service cannot do CheckHttp"));
    }

    @Test
    void whatNobodyForesawIsUnknownAndNotAFailure() throws InterruptedException {
        var handlers = new StepHandlers(Executor.FAILOVER_SERVICE, List.of(new Stumbling()));

        assertThat(handlers.carryOut(LOOK, context()))
                .contains(new StepResult.Unknown("unforeseen: IllegalStateException"));
    }

    @Test
    void whatAServiceCannotDoIsFoundBeforeItIsWanted() throws InterruptedException {
        var handlers = new StepHandlers(Executor.FAILOVER_SERVICE, List.of());

        assertThat(handlers.trouble(LOOK, SHOP)).contains("this service cannot do CheckHttp");
    }

    @Test
    void nobodyIsAskedWhetherAnotherServiceCouldActNow() throws InterruptedException {
        var handlers = new StepHandlers(Executor.BACKUP_SERVICE, List.of());

        assertThat(handlers.trouble(LOOK, SHOP)).isEmpty();
    }

    private static StepContext context() {
        return new StepContext(
                SHOP,
                new Epoch(2),
                StepContext.Deadline.in(Duration.ofSeconds(10)),
                () -> true,
                _ -> {});
    }

    private static final class Looking implements StepHandler<CheckHttp> {
        private final List<CheckHttp> seen = new ArrayList<>();

        @Override
        public Class<CheckHttp> action() {
            return CheckHttp.class;
        }

        @Override
        public StepResult handle(CheckHttp action, StepContext context) {
            seen.add(action);
            return DONE;
        }
    }

    private static final class Stumbling implements StepHandler<CheckHttp> {
        @Override
        public Class<CheckHttp> action() {
            return CheckHttp.class;
        }

        @Override
        public StepResult handle(CheckHttp action, StepContext context) {
            throw new IllegalStateException("a bug");
        }
    }
}
