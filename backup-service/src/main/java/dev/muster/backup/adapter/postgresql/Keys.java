package dev.muster.backup.adapter.postgresql;

import dev.muster.events.RecoveryPointId;
import dev.muster.plan.PlanId;
import java.util.Locale;

/**
 * Where things lie in the bucket.
 *
 * <pre>
 *   PLAN/PROTECTION/base/POINT/base.tar.zst     the data directory, with the log it needs
 *                              manifest.json    every file with its size and SHA-256
 *                              point.json       written last: without it there is no point
 *   PLAN/PROTECTION/wal/SEGMENT.zst             a whole segment
 *                       SEGMENT.OFFSET.part     bytes of the segment that is being written
 *                       TIMELINE.history        where a timeline left its parent
 *   PLAN/PROTECTION/reach/TIMELINE.json         how far the log of that timeline lies here
 * </pre>
 */
record Keys(String root) {

    static final String WHOLE = ".zst";
    static final String PART = ".part";
    static final String HISTORY = ".history";

    static Keys of(PlanId plan, String protection) {
        return new Keys(plan + "/" + protection);
    }

    String bases() {
        return root + "/base/";
    }

    String base(RecoveryPointId point) {
        return bases() + point + "/";
    }

    String archive(RecoveryPointId point) {
        return base(point) + "base.tar.zst";
    }

    String manifest(RecoveryPointId point) {
        return base(point) + "manifest.json";
    }

    String point(RecoveryPointId point) {
        return base(point) + "point.json";
    }

    String log() {
        return root + "/wal/";
    }

    String whole(String segment) {
        return log() + segment + WHOLE;
    }

    String part(String segment, long offset) {
        return log() + segment + String.format(Locale.ROOT, ".%08X", offset) + PART;
    }

    String history(int timeline) {
        return log() + String.format(Locale.ROOT, "%08X", timeline) + HISTORY;
    }

    String reaches() {
        return root + "/reach/";
    }

    String reach(int timeline) {
        return reaches() + String.format(Locale.ROOT, "%08X", timeline) + ".json";
    }
}
