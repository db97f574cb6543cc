package dev.muster.service.step;

import dev.muster.events.StepAction;
import dev.muster.events.StepAction.Executor;
import dev.muster.events.StepResult;
import dev.muster.plan.PlanId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Everything that one service can do to the world. */
public final class StepHandlers {

    private static final Logger LOG = Logger.getLogger(StepHandlers.class);

    private final Executor own;
    private final Map<Class<?>, StepHandler<?>> byAction = new HashMap<>();

    /**
     * The handlers of one service.
     *
     * @param own whose actions it answers for
     */
    public StepHandlers(Executor own, Iterable<StepHandler<?>> handlers) {
        this.own = own;
        handlers.forEach(handler -> byAction.put(handler.action(), handler));
    }

    /**
     * Carries the action out; empty when another service does that.
     *
     * @throws InterruptedException when the service is being stopped; the step is then unknown
     */
    public Optional<StepResult> carryOut(StepAction action, StepContext context)
            throws InterruptedException {
        if (action.executor() != own) {
            return Optional.empty();
        }
        var handler = byAction.get(action.getClass());
        if (handler == null) {
            return Optional.of(new StepResult.Rejected(cannotDo(action)));
        }
        try {
            return Optional.of(carryOut(handler, action, context));
        } catch (RuntimeException e) {
            LOG.errorf(e, "plan=%s a step failed in a way nobody foresaw", context.plan());
            return Optional.of(
                    new StepResult.Unknown("unforeseen: " + e.getClass().getSimpleName()));
        }
    }

    /** What would keep the action from working now; empty for those of another service. */
    public Optional<String> trouble(StepAction action, PlanId plan) throws InterruptedException {
        if (action.executor() != own) {
            return Optional.empty();
        }
        var handler = byAction.get(action.getClass());
        return handler == null ? Optional.of(cannotDo(action)) : trouble(handler, action, plan);
    }

    private static String cannotDo(StepAction action) {
        return "this service cannot do " + action.getClass().getSimpleName();
    }

    private static <A extends StepAction> StepResult carryOut(
            StepHandler<A> handler, StepAction action, StepContext context)
            throws InterruptedException {
        return handler.handle(handler.action().cast(action), context);
    }

    private static <A extends StepAction> Optional<String> trouble(
            StepHandler<A> handler, StepAction action, PlanId plan) throws InterruptedException {
        return handler.trouble(handler.action().cast(action), plan);
    }
}
