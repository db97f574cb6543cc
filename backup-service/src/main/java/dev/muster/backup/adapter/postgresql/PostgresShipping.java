package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.LogShipping;
import dev.muster.events.BackupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Consumer;

/** Ships the logs of PostgreSQL servers. */
@ApplicationScoped
public class PostgresShipping implements LogShipping {

    private final Buckets buckets;

    @Inject
    public PostgresShipping(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public AutoCloseable ship(Order order, Consumer<BackupEvent> news) {
        return new LogShipper(order, buckets, news);
    }
}
