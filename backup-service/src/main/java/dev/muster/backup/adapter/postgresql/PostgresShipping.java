package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.LogShipping;
import dev.muster.events.BackupEvent;
import dev.muster.service.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Ships the logs of PostgreSQL servers. */
@ApplicationScoped
public class PostgresShipping implements LogShipping {

    private static final Logger LOG = Logger.getLogger(PostgresShipping.class);

    private final Buckets buckets;

    @Inject
    public PostgresShipping(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public AutoCloseable ship(Order order, Consumer<BackupEvent> news) {
        return new LogShipper(order, buckets, news);
    }

    @Override
    public boolean release(Order order) {
        try (var source = Source.connect(order.source())) {
            var slot = Slot.of(order.plan(), order.protection());
            if (source.drop(slot)) {
                LOG.infof(
                        "plan=%s site=%s slot %s held back log for nobody, and is gone",
                        order.plan(), order.site(), slot);
            }
            return source.slotStatus(slot).isEmpty();
        } catch (SQLException | Secrets.Unreadable e) {
            LOG.debugf("plan=%s site=%s %s", order.plan(), order.site(), e.getMessage());
            return false;
        }
    }
}
