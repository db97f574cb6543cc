package dev.muster.backup.adapter.postgresql;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a base backup consists of.
 *
 * @param archiveSha256 of the archive as it lies in the bucket
 * @param startPosition from where the log has to be replayed
 * @param stopPosition up to where, before the copy is consistent
 * @param settings those a restored server must not have smaller than its source had
 * @param tables the ordinary tables of the data set's database when the backup ended
 */
record Manifest(
        String server,
        int timeline,
        String startPosition,
        String stopPosition,
        long segmentSize,
        Instant asOf,
        String archiveSha256,
        long archiveBytes,
        Map<String, String> settings,
        List<String> tables,
        List<Entry> files) {

    /** One file of the data directory. */
    record Entry(String path, long bytes, String sha256) {}

    Manifest {
        settings = Map.copyOf(settings);
        tables = List.copyOf(tables);
        files = List.copyOf(files);
    }
}
