package dev.muster.sandbox.backup;

import dev.muster.backup.adapter.git.GitBackup;
import dev.muster.backup.adapter.git.GitRemoval;
import dev.muster.backup.adapter.git.GitRestore;
import dev.muster.backup.adapter.git.GitVerification;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.RunContext;
import dev.muster.events.BackupAction.RemoveGit;
import dev.muster.events.BackupAction.RestoreGit;
import dev.muster.events.BackupAction.TakeGit;
import dev.muster.events.BackupAction.VerifyGit;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Credential;
import dev.muster.plan.GitMirror;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A repository somebody works on, two mirrors of it, and what keeps them. */
final class GitStage implements AutoCloseable {

    static final PlanId PLAN = new PlanId("shop");
    static final String PROTECTION = "manifests";

    final ProcessTable table = ProcessTable.open("git-mirror-it");
    final GitRepository source = repository("source.git");
    final GitRepository mirror = repository("mirror.git");
    final GitRepository second = repository("second.git");
    final GitRepository work = source.cloneTo(folder("work"));
    private final BackupConfig config = config();
    private int runs;

    GitRepository repository(String name) {
        return GitRepository.bare(folder(name));
    }

    /** A place for a folder. */
    Path folder(String name) {
        return table.directory().resolve(name);
    }

    /** Where the service has its own copy. */
    Path cache() {
        return folder("state/git/shop-manifests.git");
    }

    Path scratch() {
        return folder("scratch");
    }

    static GitMirror.Remote at(GitRepository repository) {
        return new GitMirror.Remote(repository.url(), Optional.empty());
    }

    GitMirror.Remote at(java.net.URI url, String login) {
        return new GitMirror.Remote(url, Optional.of(secret(login)));
    }

    private Credential secret(String text) {
        try {
            var file = Files.createTempFile(table.directory("secrets"), "login", "");
            Files.writeString(file, text);
            return new Credential.File(file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits to the branch that is checked out, and pushes it. */
    String push(String file, String content) {
        var commit = work.commit(file, content);
        work.git("push", "-q", "origin", "HEAD");
        return commit;
    }

    RunContext context(String run) {
        return new RunContext(PLAN, new RunId(run), _ -> {});
    }

    BackupResult take(String run, GitMirror.Remote from, List<GitMirror.Remote> to)
            throws InterruptedException {
        return new GitBackup(config)
                .carryOut(new TakeGit(PROTECTION, new SiteId("east"), from, to), context(run));
    }

    BackupResult take(String run, GitRepository... to) throws InterruptedException {
        return take(run, at(source), List.of(to).stream().map(GitStage::at).toList());
    }

    /** A point that has to be there afterwards. */
    RecoveryPoint point(String run, GitRepository... to) throws InterruptedException {
        return PostgresStage.as(Taken.class, take(run, to)).point();
    }

    BackupResult verify(RecoveryPoint point, Level level, GitRepository... in)
            throws InterruptedException {
        return verify(point, level, List.of(in).stream().map(GitStage::at).toList());
    }

    BackupResult verify(RecoveryPoint point, Level level, List<GitMirror.Remote> in)
            throws InterruptedException {
        return new GitVerification(config)
                .carryOut(new VerifyGit(point, in, level), context("trial-" + ++runs));
    }

    BackupResult restore(String run, RecoveryPoint point, Path folder, GitRepository... from)
            throws InterruptedException {
        return new GitRestore()
                .carryOut(
                        new RestoreGit(
                                point,
                                List.of(from).stream().map(GitStage::at).toList(),
                                folder.toString()),
                        context(run));
    }

    BackupResult remove(RecoveryPoint point, GitRepository... from) throws InterruptedException {
        return new GitRemoval(config)
                .carryOut(
                        new RemoveGit(point, List.of(from).stream().map(GitStage::at).toList()),
                        context("removal-" + ++runs));
    }

    private BackupConfig config() {
        return Settings.of(
                Map.of(
                        "muster.site", "east",
                        "muster.backup.scratch-dir", scratch().toString(),
                        "muster.state.dir", folder("state").toString()));
    }

    @Override
    public void close() {
        table.close();
    }
}
