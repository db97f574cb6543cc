package dev.muster.backup.adapter.rest;

import dev.muster.backup.adapter.rest.Views.RunState;
import dev.muster.backup.app.Operations;
import dev.muster.backup.app.Points;
import dev.muster.service.rest.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** How far what somebody asked for is. */
@Path("/api/v1/operations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OperationsResource {

    private final Points points;

    @Inject
    public OperationsResource(Points points) {
        this.points = points;
    }

    /**
     * An operation.
     *
     * @param status waiting, running, done, failed or refused
     */
    public record Operation(String id, String status, List<RunState> runs, List<String> reasons) {}

    @GET
    @Path("{id}")
    public Operation one(@PathParam("id") String id) {
        var found =
                points.operation(id)
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                404,
                                                "unknown-operation",
                                                "There is no such operation",
                                                "It may not have been read yet; try again in a"
                                                        + " second."));
        var runs = found.runs().stream().map(RunState::of).toList();
        return new Operation(id, status(found, runs), runs, found.refused());
    }

    private static String status(Operations.Operation operation, List<RunState> runs) {
        if (!operation.refused().isEmpty()) {
            return "refused";
        }
        for (var status : List.of("failed", "running", "waiting")) {
            if (runs.stream().anyMatch(run -> run.status().equals(status))) {
                return status;
            }
        }
        return runs.isEmpty() ? "waiting" : "done";
    }
}
