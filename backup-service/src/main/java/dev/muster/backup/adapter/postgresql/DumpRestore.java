package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Archives;
import dev.muster.backup.app.Archives.Archive;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.app.Throttle;
import dev.muster.backup.app.Trouble;
import dev.muster.events.BackupAction.RestoreDump;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Underway;
import dev.muster.service.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings a dump back into a new server beside what runs, with the role and the password of its
 * source.
 */
@ApplicationScoped
public class DumpRestore implements RunHandler<RestoreDump> {

    private final BackupConfig.Postgres config;
    private final Buckets buckets;

    @Inject
    public DumpRestore(BackupConfig config, Buckets buckets) {
        this.config = config.backup().postgres();
        this.buckets = buckets;
    }

    @Override
    public Class<RestoreDump> action() {
        return RestoreDump.class;
    }

    @Override
    public BackupResult carryOut(RestoreDump action, RunContext context)
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
                return Trouble.failed("the archive of " + action.point().id() + " is gone");
            }
            return restore(archives, archive.get(), action, context, begun);
        } catch (Secrets.Unreadable e) {
            return Trouble.of(action.source().host(), e);
        } catch (IOException | SQLException e) {
            return DatabaseTrouble.here(e);
        }
    }

    private BackupResult restore(
            Archives archives, Archive archive, RestoreDump action, RunContext context, long begun)
            throws IOException, SQLException, InterruptedException, Secrets.Unreadable {
        var folder = Path.of(action.directory());
        var marker = folder.resolve(".muster-run");
        var login = Secrets.login(action.source().credentials());
        if (Files.exists(folder)) {
            if (Files.notExists(marker)
                    || !Files.readString(marker).startsWith(context.run() + "\n")) {
                return Trouble.failed(
                        folder + " is there already, and not of this restore: name another folder");
            }
        } else {
            var port = action.port() == 0 ? PostgresRestore.freePort() : action.port();
            var draft = folder.resolveSibling(folder.getFileName() + ".partial");
            var making = making(action, login, draft, port, context);
            making.clear();
            making.make(archives, archive).close();
            making.server().stop();
            Files.writeString(draft.resolve(".muster-run"), context.run() + "\n" + port);
            Files.move(draft, folder);
        }
        var port =
                Integer.parseInt(Files.readString(marker).lines().skip(1).findFirst().orElse(""));
        var made = making(action, login, folder, port, context);
        if (!made.server().running()) {
            made.server().start();
        }
        made.server().enter(login, port, action.source().database(), made.progress()).close();
        return new Restored(
                action.point().id(),
                Optional.of(action.point().asOf()),
                action.point().bytes(),
                config.listen() + ":" + port,
                Duration.ofNanos(System.nanoTime() - begun));
    }

    private DumpServer making(
            RestoreDump action, Secrets.Login login, Path folder, int port, RunContext context) {
        return new DumpServer(
                config,
                folder,
                port,
                login,
                action.source().database(),
                seen -> context.progress().accept(new Underway(seen, Optional.empty())));
    }
}
