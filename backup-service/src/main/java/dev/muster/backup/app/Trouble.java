package dev.muster.backup.app;

import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.service.Secrets;
import java.io.IOException;
import java.util.List;

/** What trouble with buckets, secrets, files and processes of this machine means for a run. */
public final class Trouble {

    private Trouble() {}

    /** Waiting helps where the trouble may pass; everything else a person has to put right. */
    public static BackupResult of(IOException e) {
        var said = text(e);
        if (e instanceof StorageTrouble storage && storage.passing()) {
            return new Unavailable(said);
        }
        return said.contains("No space left on device")
                ? failed("the disk is full: make room (" + said + ")")
                : failed(said);
    }

    /** A secret that cannot be read names its place itself. */
    public static BackupResult of(String what, Secrets.Unreadable e) {
        return failed("credentials of " + what + ": " + text(e));
    }

    public static BackupResult failed(String reason) {
        return new Failed(List.of(reason));
    }

    /** The first line of what it says. */
    public static String text(Throwable e) {
        var message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
