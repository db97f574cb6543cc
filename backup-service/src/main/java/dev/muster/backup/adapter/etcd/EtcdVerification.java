package dev.muster.backup.adapter.etcd;

import dev.muster.backup.app.Archives;
import dev.muster.backup.app.Archives.Archive;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.app.Throttle;
import dev.muster.backup.app.Trouble;
import dev.muster.events.BackupAction.VerifyEtcd;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Underway;
import dev.muster.plan.Assurance.Level;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tries a snapshot: reads all of it, and makes a member of it that answers what the cluster
 * answered when it was taken. The source site is not needed for any of it.
 */
@ApplicationScoped
public class EtcdVerification implements RunHandler<VerifyEtcd> {

    private final BackupConfig config;
    private final Buckets buckets;

    @Inject
    public EtcdVerification(BackupConfig config, Buckets buckets) {
        this.config = config;
        this.buckets = buckets;
    }

    @Override
    public Class<VerifyEtcd> action() {
        return VerifyEtcd.class;
    }

    @Override
    public BackupResult carryOut(VerifyEtcd action, RunContext context)
            throws InterruptedException {
        var begun = System.nanoTime();
        try (var archives =
                Archives.open(
                        buckets,
                        action.from(),
                        context.plan(),
                        action.point().protection(),
                        new Throttle(0))) {
            var archive = archives.find(action.point().id());
            if (archive.isEmpty()) {
                return tried(List.of("its archive is gone"), "", begun);
            }
            context.progress().accept(new Underway("reading", Optional.empty()));
            return action.level() == Level.READABLE
                    ? read(archives, archive.get(), begun)
                    : restore(archives, archive.get(), context, begun);
        } catch (Archives.Damaged | TrialMember.Refused e) {
            return tried(List.of(Trouble.text(e)), "", begun);
        } catch (IOException e) {
            return Trouble.of(e);
        }
    }

    private static BackupResult read(Archives archives, Archive archive, long begun)
            throws IOException {
        try (var in = archives.read(archive)) {
            var sealed = new Sealed(OutputStream.nullOutputStream());
            in.transferTo(sealed);
            sealed.check();
        }
        return tried(List.of(), archive.bytes() + " bytes", begun);
    }

    private BackupResult restore(Archives archives, Archive archive, RunContext context, long begun)
            throws IOException, InterruptedException {
        var scratch =
                config.backup()
                        .scratchDir()
                        .orElseGet(() -> config.state().dir().resolve("scratch"))
                        .toAbsolutePath()
                        .resolve(context.run().value());
        try (var member = new TrialMember(new EtcdPrograms(config.backup().etcd()), scratch)) {
            try (var in = archives.read(archive)) {
                member.layDown(in);
            }
            context.progress().accept(new Underway("starting a member", Optional.empty()));
            var found = member.start();
            try (found) {
                var took = System.nanoTime() - begun;
                var wrong = difference(KeyState.of(archive.facts()), found);
                return new Tried(
                        wrong.isEmpty(),
                        wrong,
                        found.state().keys() + " keys at revision " + found.revision(),
                        Duration.ofNanos(took));
            }
        }
    }

    /** What the member has to answer as the cluster did. */
    private static List<String> difference(KeyState noted, EtcdMember found)
            throws IOException, InterruptedException {
        var wrong = new ArrayList<String>();
        if (found.revision() < noted.revision()) {
            wrong.add(
                    "it ends at revision "
                            + found.revision()
                            + ", the cluster was at "
                            + noted.revision()
                            + " when it was taken");
            return wrong;
        }
        if (found.state().compacted() > noted.revision()) {
            return wrong;
        }
        var then = found.stateAt(noted.revision());
        if (then.keys() != noted.keys()) {
            wrong.add(then.keys() + " keys came back, " + noted.keys() + " were there");
        }
        if (then.compacted() == noted.compacted() && then.hash() != noted.hash()) {
            wrong.add("keys or values are not what they were at revision " + noted.revision());
        }
        return wrong;
    }

    private static Tried tried(List<String> wrong, String detail, long begun) {
        return new Tried(
                wrong.isEmpty(), wrong, detail, Duration.ofNanos(System.nanoTime() - begun));
    }
}
