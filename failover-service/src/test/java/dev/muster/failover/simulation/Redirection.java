package dev.muster.failover.simulation;

import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Unavailable;
import org.jspecify.annotations.Nullable;

/** Name and epoch in one update that holds only for the epoch record that was read. */
final class Redirection extends Effect {

    private final int to;
    private final NameRecord name;
    private long read;

    Redirection(StepCommanded command, int to, Hands hands) {
        super(command, hands);
        this.to = to;
        name = world.names[plan];
    }

    @Override
    @Nullable StepResult next() {
        if (!world.network.answers(place, Network.OUTSIDE)) {
            return moment == 0 ? noAnswer() : stoppedAnswering();
        }
        return switch (moment) {
            case 0 -> look();
            case 1 -> update();
            default ->
                    name.site == to && name.epoch == command.epoch().value()
                            ? done()
                            : new StepResult.Unknown("was changed at the same moment");
        };
    }

    private @Nullable StepResult look() {
        read = name.epoch;
        if (!resources.accepts(command.epoch(), read)) {
            return olderThan(read);
        }
        if (name.site == to && read == command.epoch().value()) {
            return done();
        }
        return allowed() ? goOn() : paused();
    }

    private @Nullable StepResult update() {
        if (!resources.nameIsAsRead(read, name.epoch)) {
            return new Unavailable("somebody else changed the record at this moment");
        }
        world.oracle.redirected(command, plan, to, name.epoch);
        name.epoch = command.epoch().value();
        name.site = to;
        return goOn();
    }
}
