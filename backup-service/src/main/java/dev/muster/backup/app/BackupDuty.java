package dev.muster.backup.app;

import dev.muster.events.StepAction;
import dev.muster.events.StepAction.Executor;
import dev.muster.plan.PlanId;
import dev.muster.service.step.StepDuty;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Carries out restores at its own site. */
@ApplicationScoped
public class BackupDuty implements StepDuty {

    private final Optional<String> site;

    @Inject
    public BackupDuty(BackupConfig config) {
        this.site = config.site();
    }

    @Override
    public Executor executor() {
        return Executor.BACKUP_SERVICE;
    }

    @Override
    public boolean reaches(StepAction action) {
        return action instanceof StepAction.RestorePostgres restore
                && site.filter(restore.site().value()::equals).isPresent();
    }

    @Override
    public boolean allows(PlanId plan) {
        return true;
    }
}
