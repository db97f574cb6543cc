package dev.muster.backup.adapter.git;

import dev.muster.events.BackupResult.Underway;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Tells how far a transfer is, and ends it when the service is being stopped. */
final class Monitor extends EmptyProgressMonitor {

    private final String subject;
    private final Consumer<Underway> progress;
    private final Thread runs = Thread.currentThread();
    private String task = "";
    private int total;
    private int done;

    Monitor(String subject, Consumer<Underway> progress) {
        this.subject = subject;
        this.progress = progress;
    }

    @Override
    public void beginTask(String title, int totalWork) {
        task = title;
        total = totalWork;
        done = 0;
        update(0);
    }

    @Override
    public void update(int completed) {
        done += completed;
        progress.accept(
                new Underway(
                        subject + ": " + task + (done == 0 ? "" : " " + done),
                        total <= 0 ? Optional.empty() : Optional.of(share())));
    }

    private double share() {
        return Math.min(1.0, (double) done / total);
    }

    @Override
    public boolean isCancelled() {
        return runs.isInterrupted();
    }
}
