package dev.muster.backup.adapter.rest;

import dev.muster.backup.adapter.rest.Views.PointView;
import dev.muster.backup.app.Points;
import dev.muster.service.rest.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The recovery points of all engines. */
@Path("/api/v1/recovery-points")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RecoveryPointsResource {

    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final Points points;

    @Inject
    public RecoveryPointsResource(Points points) {
        this.points = points;
    }

    /**
     * A page.
     *
     * @param nextCursor of the next page; absent on the last
     */
    public record Page(List<PointView> items, @Nullable String nextCursor) {}

    /** Newest first, of one plan or of all. */
    @GET
    public Page all(
            @QueryParam("plan") @Nullable String plan,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        var page = limit == null ? DEFAULT_PAGE : limit;
        if (page < 1 || page > LARGEST_PAGE) {
            throw Problem.of(
                    400, "bad-limit", "Not a page", "limit has to be 1 to " + LARGEST_PAGE + ".");
        }
        var all = new ArrayList<PointView>();
        for (var declared : points.knownPlans()) {
            if (plan == null || declared.value().equals(plan)) {
                points.catalogue(declared).points().stream()
                        .map(known -> PointView.of(declared.value(), known))
                        .forEach(all::add);
            }
        }
        all.sort((one, other) -> order(other).compareTo(order(one)));
        var rest =
                all.stream()
                        .filter(view -> cursor == null || order(view).compareTo(cursor) < 0)
                        .toList();
        var items = rest.subList(0, Math.min(page, rest.size()));
        return new Page(items, rest.size() > page ? order(items.getLast()) : null);
    }

    /** Sorts by moment, then by name; also the cursor. */
    private static String order(PointView view) {
        return view.asOf() + "~" + view.id();
    }
}
