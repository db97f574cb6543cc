package dev.muster.failover.simulation;

import dev.muster.events.StepAction.ScaleWorkload;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Unavailable;
import org.jspecify.annotations.Nullable;

/** Replicas and epoch in one update that holds only for the version that was read. */
final class Scaling extends Effect {

    private final ScaleWorkload scale;
    private final int site;
    private final WorkloadObject workload;
    private long read;
    private boolean ordered;

    Scaling(StepCommanded command, ScaleWorkload scale, Hands hands) {
        super(command, hands);
        this.scale = scale;
        site = Setup.siteOf(scale.site());
        workload = world.workloads[plan][site];
    }

    @Override
    @Nullable StepResult next() {
        if (!world.apiAnswers(place, site)) {
            return ordered ? stoppedAnswering() : noAnswer();
        }
        return moment == 0 ? look() : write();
    }

    private @Nullable StepResult look() {
        if (!resources.accepts(command.epoch(), workload.epoch)) {
            return olderThan(workload.epoch);
        }
        var asWanted =
                workload.replicas == scale.replicas() && workload.epoch == command.epoch().value();
        if (asWanted) {
            return !scale.untilReady() || world.activeReplicasReady(plan, site) >= scale.replicas()
                    ? done()
                    : lookAgain("not all replicas are ready");
        }
        if (!allowed()) {
            return paused();
        }
        read = workload.version;
        return goOn();
    }

    private @Nullable StepResult write() {
        ordered = true;
        if (!resources.workloadIsAsRead(read, workload.version)) {
            return new Unavailable("somebody else changed it at the same moment");
        }
        world.oracle.recorded(command, plan, site, workload.epoch);
        if (scale.replicas() > workload.replicas) {
            world.oracle.scaledUp(command, plan, site, workload.epoch);
        }
        workload.update(
                scale.replicas(),
                command.epoch().value(),
                false,
                world.now() + world.setup.readyAfter());
        moment = 0;
        return null;
    }
}
