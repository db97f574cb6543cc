package dev.muster.failover.adapter.rest;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AbortRequested;
import dev.muster.events.ControlEvent.ApprovalGiven;
import dev.muster.events.ControlEvent.ResumeRequested;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventTypes;
import dev.muster.failover.adapter.rest.Views.ExecutionView;
import dev.muster.failover.app.Journal;
import dev.muster.failover.app.Log;
import dev.muster.plan.PlanId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
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
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** Who says it, and why. */
    public record Word(
            @Nullable String by, @Nullable String reason, @Nullable Boolean confirmFenced) {}

    @GET
    @RunOnVirtualThread
    public Items all() {
        return new Items(
                journal.executions().stream()
                        .map(id -> Views.execution(journal.execution(id)))
                        .filter(Objects::nonNull)
                        .toList());
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    public Response one(@PathParam("id") String id) {
        var entries = journal.execution(executionId(id));
        var view = Views.execution(entries);
        if (view != null) {
            return Response.ok(view).build();
        }
        for (var entry : entries) {
            if (entry.event() instanceof RequestRefused refused) {
                return Response.ok(
                                Map.of(
                                        "id",
                                        id,
                                        "plan",
                                        refused.plan().value(),
                                        "state",
                                        "refused",
                                        "blockers",
                                        refused.blockers().stream()
                                                .map(Views.BlockerView::of)
                                                .toList()))
                        .build();
            }
            if (entry.event() instanceof ApprovalAwaited awaited) {
                return Response.ok(
                                Map.of(
                                        "id",
                                        id,
                                        "plan",
                                        awaited.plan().value(),
                                        "state",
                                        "awaiting-approval",
                                        "missing",
                                        awaited.missing()))
                        .build();
            }
        }
        throw Problem.of(
                404,
                "unknown-execution",
                "No such execution",
                "Nothing has begun under " + id + ", or it has not been decided yet.");
    }

    /** What happened so far, then everything as it happens. */
    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(@PathParam("id") String id, @Context Sse sse) {
        var wanted = executionId(id);
        var live =
                Multi.createFrom()
                        .<Journal.Entry>emitter(
                                emitter -> {
                                    var stop = journal.listen(emitter::emit);
                                    emitter.onTermination(stop);
                                })
                        .onOverflow()
                        .buffer(STREAM_BUFFER)
                        .filter(
                                entry ->
                                        Journal.execution(entry.event())
                                                .filter(wanted::equals)
                                                .isPresent());
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().iterable(journal.execution(wanted)), live)
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
    @Path("{id}/approve")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response approve(@PathParam("id") String id, @Nullable Word word) {
        var by = who(word);
        return tell(
                new ApprovalGiven(plan(id), executionId(id), by, Instant.now()),
                id + ":approve:" + by);
    }

    @POST
    @Path("{id}/abort")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response abort(@PathParam("id") String id, @Nullable Word word) {
        return tell(
                new AbortRequested(plan(id), executionId(id), who(word), why(word), Instant.now()),
                id + ":abort:" + UUID.randomUUID());
    }

    @POST
    @Path("{id}/resume")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response resume(@PathParam("id") String id, @Nullable Word word) {
        return tell(
                new ResumeRequested(
                        plan(id),
                        executionId(id),
                        who(word),
                        why(word),
                        word != null && Boolean.TRUE.equals(word.confirmFenced()),
                        Instant.now()),
                id + ":resume:" + UUID.randomUUID());
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

    private static String who(@Nullable Word word) {
        if (word == null || word.by() == null || word.by().isBlank()) {
            throw Problem.of(
                    400, "incomplete-request", "Who?", "The body needs \"by\", for the record.");
        }
        return word.by();
    }

    private static String why(@Nullable Word word) {
        return word == null || word.reason() == null ? "" : word.reason();
    }
}
