package dev.muster.backup.app;

import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.service.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Writes to the log what engines and shippers were heard to say. */
@ApplicationScoped
public class News {

    private final Log log;

    @Inject
    public News(Log log) {
        this.log = log;
    }

    void tell(BackupEvent event) {
        var _ = log.writer().write(event, name(event));
    }

    /** The same thing said again has the same name. */
    private static String name(BackupEvent event) {
        return switch (event) {
            case EngineReported report ->
                    report.plan()
                            + ":"
                            + report.run()
                            + ":"
                            + report.site()
                            + ":"
                            + report.result().getClass().getSimpleName();
            case EngineObserved seen ->
                    seen.plan() + ":" + seen.protection() + ":" + seen.site() + ":" + seen.at();
            case LogShipped shipped ->
                    shipped.plan()
                            + ":"
                            + shipped.protection()
                            + ":"
                            + shipped.position().position()
                            + ":"
                            + shipped.at();
            default -> event.plan() + ":" + System.nanoTime();
        };
    }
}
