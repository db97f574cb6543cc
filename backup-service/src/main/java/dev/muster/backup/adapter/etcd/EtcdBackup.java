package dev.muster.backup.adapter.etcd;

import dev.muster.backup.app.Archives;
import dev.muster.backup.app.Archives.Ending;
import dev.muster.backup.app.Archives.Title;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.app.Throttle;
import dev.muster.backup.app.Trouble;
import dev.muster.events.BackupAction.TakeEtcd;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RecoveryPointId;
import dev.muster.service.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * Streams a snapshot of one member into the bucket, a follower where there is one, and compares it
 * with the hash that etcd itself puts at its end.
 */
@ApplicationScoped
public class EtcdBackup implements RunHandler<TakeEtcd> {

    private final Buckets buckets;
    private final Throttle throttle;

    @Inject
    public EtcdBackup(Buckets buckets, BackupConfig config) {
        this.buckets = buckets;
        this.throttle = new Throttle(config.backup().maxBytesPerSecond());
    }

    @Override
    public Class<TakeEtcd> action() {
        return TakeEtcd.class;
    }

    @Override
    public BackupResult carryOut(TakeEtcd action, RunContext context) throws InterruptedException {
        var id = new RecoveryPointId(context.run().value());
        try (var archives =
                Archives.open(
                        buckets, action.to(), context.plan(), action.protection(), throttle)) {
            var there = archives.find(id);
            if (there.isPresent()) {
                return new Taken(there.get().point());
            }
            try (var member = EtcdMember.choose(action.source())) {
                return new Taken(
                        archives.take(
                                new Title(
                                        id,
                                        action.protection(),
                                        action.engine(),
                                        action.site(),
                                        Optional.empty()),
                                out -> copy(member, out, context)));
            }
        } catch (EtcdMember.Silent e) {
            return new Unavailable(Trouble.text(e));
        } catch (IOException e) {
            return Trouble.of(e);
        } catch (Secrets.Unreadable e) {
            return Trouble.of("etcd", e);
        }
    }

    private static Ending copy(EtcdMember member, OutputStream out, RunContext context)
            throws IOException, InterruptedException {
        var asOf = Instant.now();
        var state = member.state();
        var sealed = new Sealed(out);
        member.snapshot(
                sealed,
                bytes ->
                        context.progress()
                                .accept(new Underway((bytes >> 20) + " MB", Optional.empty())));
        sealed.check();
        return new Ending(asOf, state.keys(), state.facts());
    }
}
