package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.adapter.postgresql.Source.Entry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What of a running server's data directory belongs into a base backup, and in which order.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/17/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP">
 *     making a base backup using the low level API</a>
 */
final class DataDirectory {

    /** Copied last: on a standby it says from where replay has to go on. */
    static final String CONTROL = "global/pg_control";

    /** Directories whose contents a server writes anew at start or keeps for itself. */
    private static final Set<String> LEFT_EMPTY =
            Set.of(
                    "pg_wal",
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans");

    private static final Set<String> LEFT_OUT =
            Set.of(
                    "postmaster.pid",
                    "postmaster.opts",
                    "standby.signal",
                    "recovery.signal",
                    "backup_label",
                    "backup_label.old",
                    "tablespace_map",
                    "tablespace_map.old",
                    "backup_manifest",
                    "current_logfiles");

    private DataDirectory() {}

    /** Everything to copy, directories before what is in them. */
    static List<Entry> list(Source source) throws SQLException {
        var all = new ArrayList<Entry>();
        collect(source, "", all);
        var control = all.stream().filter(entry -> entry.path().equals(CONTROL)).toList();
        all.removeAll(control);
        all.addAll(control);
        return all;
    }

    private static void collect(Source source, String directory, List<Entry> into)
            throws SQLException {
        for (var entry : source.list(directory)) {
            var name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
            if (LEFT_OUT.contains(name)
                    || name.startsWith("pgsql_tmp")
                    || name.startsWith("pg_internal.init")) {
                continue;
            }
            into.add(entry);
            if (entry.directory() && !LEFT_EMPTY.contains(entry.path())) {
                collect(source, entry.path(), into);
            }
        }
        if (directory.isEmpty()) {
            into.add(new Entry("pg_wal/archive_status", true, 0));
        }
    }
}
