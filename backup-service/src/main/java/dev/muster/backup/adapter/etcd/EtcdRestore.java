package dev.muster.backup.adapter.etcd;

import dev.muster.backup.app.Archives;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.app.Throttle;
import dev.muster.backup.app.Trouble;
import dev.muster.events.BackupAction.RestoreEtcd;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Restored;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Lays a snapshot down whole, for {@code etcdutl snapshot restore} on every new member: only the
 * owner of a cluster knows its members.
 */
@ApplicationScoped
public class EtcdRestore implements RunHandler<RestoreEtcd> {

    private static final String FILE = "snapshot.db";
    private static final String MARKER = ".muster-run";

    private final Buckets buckets;

    @Inject
    public EtcdRestore(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Class<RestoreEtcd> action() {
        return RestoreEtcd.class;
    }

    @Override
    public BackupResult carryOut(RestoreEtcd action, RunContext context)
            throws InterruptedException {
        var begun = System.nanoTime();
        var folder = Path.of(action.directory());
        try (var archives =
                Archives.open(
                        buckets,
                        action.from(),
                        context.plan(),
                        action.point().protection(),
                        new Throttle(0))) {
            var archive = archives.find(action.point().id());
            if (archive.isEmpty()) {
                return Trouble.failed("the archive of " + action.point().id() + " is gone");
            }
            if (!claim(folder, context)) {
                return Trouble.failed(
                        folder + " is there already, and not of this restore: name another folder");
            }
            var draft = folder.resolve(FILE + ".part");
            try (var in = archives.read(archive.get());
                    var out = Files.newOutputStream(draft)) {
                var sealed = new Sealed(out);
                in.transferTo(sealed);
                sealed.check();
            }
            Files.move(
                    draft,
                    folder.resolve(FILE),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return new Restored(
                    action.point().id(),
                    Optional.of(action.point().asOf()),
                    action.point().bytes(),
                    folder.resolve(FILE).toString(),
                    Duration.ofNanos(System.nanoTime() - begun));
        } catch (IOException e) {
            return Trouble.of(e);
        }
    }

    /** Whether the folder is ours: new, or begun by an earlier attempt of the same run. */
    private static boolean claim(Path folder, RunContext context) throws IOException {
        var marker = folder.resolve(MARKER);
        if (Files.exists(folder)) {
            return Files.exists(marker) && Files.readString(marker).equals(context.run().value());
        }
        Files.createDirectories(folder);
        Files.writeString(marker, context.run().value());
        return true;
    }
}
