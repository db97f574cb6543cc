package dev.muster.backup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.backup.simulation.Executors.KillPoint;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.BackupResult;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a thousand histories contain at least, so that the workload stays worth its time. */
final class Coverage {

    private static final long OFTEN = 1_000;
    private static final long RARELY = 5;

    /** Heard or said in more forms than one, each of which is looked for by itself. */
    private static final Set<String> BY_FORM =
            Set.of(
                    "RunCommanded",
                    "RunReported",
                    "EngineReported",
                    "RecoveryPointVerified",
                    "FindingOpened");

    private Coverage() {}

    static void enough(Tally t) {
        events().forEach(name -> atLeast(t, RARELY, "heard " + name, "said " + name));
        kinds(BackupResult.class)
                .forEach(result -> atLeast(t, OFTEN, "heard RunReported " + result));
        Stream.of("Taken", "Failed", "Removed")
                .forEach(result -> atLeast(t, OFTEN, "heard EngineReported " + result));
        Stream.of(
                        "TakePostgresBase",
                        "VerifyPostgres",
                        "RestorePostgres",
                        "RemovePostgres",
                        "TakeVelero",
                        "VerifyVelero",
                        "RestoreVelero",
                        "RemoveVelero")
                .forEach(action -> atLeast(t, OFTEN, "said RunCommanded " + action));
        Arrays.stream(TrialOutcome.values())
                .forEach(outcome -> atLeast(t, 500, "said RecoveryPointVerified " + outcome));
        Arrays.stream(KillPoint.values()).forEach(point -> atLeast(t, 300, "killed " + point));
        others().forEach(name -> atLeast(t, 50, name));
        findings().forEach(code -> atLeast(t, RARELY, "said FindingOpened " + code));
    }

    private static List<String> others() {
        return List.of(
                "heard PlanDeclared",
                "heard PlanRetired",
                "heard PointOfNoReturnPassed",
                "heard ExecutionCompleted",
                "heard ExecutionAborted",
                "heard Woken",
                "heard Resumed",
                "heard ClockJumped",
                "a command joins a run",
                "a report is lost",
                "a report comes twice",
                "a wish is repeated",
                "a site is lost",
                "the application is moved",
                "the store is silent",
                "the store locks",
                "the database is silent",
                "the login is refused",
                "healed");
    }

    /** Those that the machine makes by itself, and one that is only passed on. */
    private static List<String> findings() {
        return List.of(
                "NO_RECOVERY_POINT",
                "OBJECTIVE_AT_RISK",
                "OBJECTIVE_MISSED",
                "BACKUP_FAILED",
                "BACKUP_OVERDUE",
                "BACKUP_OUTLIVES_WINDOW",
                "STALE",
                "UNVERIFIED",
                "VERIFICATION_FAILED",
                "LOG_GAP",
                "LOG_SILENT",
                "ENGINE_MISSING");
    }

    private static Stream<String> events() {
        return kinds(BackupEvent.class).filter(name -> !BY_FORM.contains(name));
    }

    private static Stream<String> kinds(Class<?> form) {
        return Arrays.stream(form.getPermittedSubclasses()).map(Class::getSimpleName);
    }

    private static void atLeast(Tally t, long perThousand, String... names) {
        assertThat(Arrays.stream(names).mapToLong(t::count).sum())
                .as("%s in %d histories", Arrays.toString(names), t.histories)
                .isGreaterThanOrEqualTo(t.histories * perThousand / 1_000);
    }
}
