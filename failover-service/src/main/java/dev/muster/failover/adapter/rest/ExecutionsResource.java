package dev.muster.failover.adapter.rest;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AbortRequested;
import dev.muster.events.ControlEvent.ApprovalGiven;
import dev.muster.events.ControlEvent.ResumeRequested;
import dev.muster.events.ControlEvent.StepConfirmed;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.StepId;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventTypes;
import dev.muster.failover.app.Journal;
import dev.muster.plan.PlanId;
import dev.muster.service.Access;
import dev.muster.service.Log;
import dev.muster.service.rest.LogPatience;
import dev.muster.service.rest.Problem;
import dev.muster.service.rest.Who;
import io.quarkus.security.ForbiddenException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The moves: how far each is, live, and what people say to one that waits. */
@Path("/api/v1/executions")
@Produces(MediaType.APPLICATION_JSON)
public class ExecutionsResource {

    private static final int STREAM_BUFFER = 256;

    private final Journal journal;
    private final Log log;

    @Inject
    public ExecutionsResource(Journal journal, Log log) {
        this.journal = journal;
        this.log = log;
    }

    /** A list. */
    public record Items(List<ExecutionView> items) {}

    /**
     * Why.
     *
     * @param by who says it, where no token says so
     * @param confirmFenced vouches that the old site accepts no writes; needs the role approver
     */
    public record Word(
            @Nullable String by, @Nullable String reason, @Nullable Boolean confirmFenced) {}

    @GET
    @RunOnVirtualThread
    public Items all() {
        return new Items(journal.executions().stream().flatMap(id -> view(id).stream()).toList());
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    public ExecutionView one(@PathParam("id") String id) {
        return view(executionId(id))
                .orElseThrow(
                        () ->
                                Problem.of(
                                        404,
                                        "unknown-execution",
                                        "No such execution",
                                        "Nothing has begun under "
                                                + id
                                                + ", or it has not been decided yet."));
    }

    private Optional<ExecutionView> view(ExecutionId id) {
        return ExecutionView.of(id.value(), journal.execution(id), journal.remaining(id));
    }

    /** What happened so far, then everything as it happens. */
    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(@PathParam("id") String id, @Context Sse sse) {
        var wanted = executionId(id);
        return Multi.createFrom()
                .<Journal.Entry>emitter(
                        emitter -> emitter.onTermination(journal.follow(wanted, emitter::emit)))
                .onOverflow()
                .buffer(STREAM_BUFFER)
                .map(
                        entry ->
                                sse.newEventBuilder()
                                        .id(entry.id())
                                        .name(EventTypes.of(entry.event()).type())
                                        .data(
                                                new String(
                                                        EventCodec.body(entry.event()),
                                                        StandardCharsets.UTF_8))
                                        .build());
    }

    @POST
    @RolesAllowed(Access.APPROVER)
    @Path("{id}/approve")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response approve(
            @PathParam("id") String id, @Nullable Word word, @Context SecurityContext caller) {
        var by = who(caller, word);
        return tell(
                new ApprovalGiven(plan(id), executionId(id), by, Instant.now()),
                id + ":approve:" + by);
    }

    @POST
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Path("{id}/abort")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response abort(
            @PathParam("id") String id, @Nullable Word word, @Context SecurityContext caller) {
        return tell(
                new AbortRequested(
                        plan(id), executionId(id), who(caller, word), why(word), Instant.now()),
                id + ":abort:" + UUID.randomUUID());
    }

    @POST
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Path("{id}/resume")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response resume(
            @PathParam("id") String id, @Nullable Word word, @Context SecurityContext caller) {
        var vouches = word != null && Boolean.TRUE.equals(word.confirmFenced());
        if (vouches && !caller.isUserInRole(Access.APPROVER)) {
            throw new ForbiddenException();
        }
        return tell(
                new ResumeRequested(
                        plan(id),
                        executionId(id),
                        who(caller, word),
                        why(word),
                        vouches,
                        Instant.now()),
                id + ":resume:" + UUID.randomUUID());
    }

    /** Answers a step that waits for a person. */
    @POST
    @RolesAllowed({Access.OPERATOR, Access.APPROVER})
    @Path("{id}/steps/{step}/confirm")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response confirm(
            @PathParam("id") String id,
            @PathParam("step") String step,
            @Nullable Word word,
            @Context SecurityContext caller) {
        var asked =
                journal.execution(executionId(id)).stream()
                        .filter(
                                entry ->
                                        entry.event() instanceof PersonAwaited awaited
                                                && awaited.step().value().equals(step))
                        .findFirst();
        if (asked.isEmpty()) {
            throw Problem.of(
                    409,
                    "nobody-asked",
                    "Nobody was asked",
                    "Step " + step + " of " + id + " waits for no person.");
        }
        return tell(
                new StepConfirmed(
                        plan(id),
                        executionId(id),
                        new StepId(step),
                        who(caller, word),
                        why(word),
                        Instant.now()),
                id + ":confirm:" + step);
    }

    private Response tell(ControlEvent event, String id) {
        try {
            log.writer().writeAndWait(event, id, LogPatience.LIMIT);
        } catch (RuntimeException e) {
            throw LogPatience.unavailable();
        }
        return Response.accepted(Map.of("recorded", true)).build();
    }

    private PlanId plan(String id) {
        return journal.execution(executionId(id)).stream()
                .findFirst()
                .map(entry -> entry.event().plan())
                .orElseThrow(
                        () ->
                                Problem.of(
                                        404,
                                        "unknown-execution",
                                        "No such execution",
                                        "Nothing is known of " + id + "."));
    }

    private static ExecutionId executionId(String id) {
        try {
            return new ExecutionId(id);
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                    404, "unknown-execution", "No such execution", "That is no execution id.");
        }
    }

    private static String who(SecurityContext caller, @Nullable Word word) {
        return Who.is(caller, word == null ? null : word.by());
    }

    private static String why(@Nullable Word word) {
        return word == null || word.reason() == null ? "" : word.reason();
    }
}
