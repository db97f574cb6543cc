package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.StorageTrouble;
import dev.muster.events.RecoveryPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The base backups that lie in a bucket, whoever wrote them. */
final class Bases {

    private static final String POINT = "/point.json";

    private Bases() {}

    /** All points of a protection, oldest first. */
    static List<RecoveryPoint> all(Bucket bucket, Keys keys) throws StorageTrouble {
        var points = new ArrayList<RecoveryPoint>();
        for (var object : bucket.list(keys.bases())) {
            if (object.key().endsWith(POINT)) {
                points.add(Documents.get(bucket, object.key(), RecoveryPoint.class));
            }
        }
        points.sort(Comparator.comparing(RecoveryPoint::asOf));
        return points;
    }
}
