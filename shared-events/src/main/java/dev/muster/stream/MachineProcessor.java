package dev.muster.stream;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.KeyReleased;
import dev.muster.events.DrEvent;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventCodec.Decoded;
import dev.muster.events.wire.EventTypes;
import dev.muster.events.wire.StateCodec;
import dev.muster.events.wire.Topics;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one machine the records and the time of one set of partitions, keeps its states, and passes
 * on what it says. Everything of one call is committed in one transaction or not at all.
 */
final class MachineProcessor<S> implements Processor<String, byte[], String, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(MachineProcessor.class);

    private record Alarm(Instant at, String key) {}

    private final Machine<S> machine;
    private final StateCodec<S> codec;
    private final HostSettings settings;
    private final HostMeters meters;
    private final Supplier<SteadyClock> clocks;
    private final Wakes wakes;
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparing(Alarm::at));
    private final Map<String, Instant> wakeAt = new HashMap<>();
    private final Set<String> toResume = new LinkedHashSet<>();
    private @Nullable ProcessorContext<String, byte[]> context;
    private @Nullable KeyValueStore<String, byte[]> store;
    private @Nullable SteadyClock clock;

    MachineProcessor(
            Machine<S> machine,
            StateCodec<S> codec,
            HostSettings settings,
            HostMeters meters,
            Supplier<SteadyClock> clocks,
            Wakes wakes) {
        this.machine = machine;
        this.codec = codec;
        this.settings = settings;
        this.meters = meters;
        this.clocks = clocks;
        this.wakes = wakes;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> given) {
        context = given;
        KeyValueStore<String, byte[]> opened = given.getStateStore(MachineHost.STORE);
        store = opened;
        clock = clocks.get();
        try (var all = opened.all()) {
            while (all.hasNext()) {
                var entry = all.next();
                if (StoreKeys.isMachineKey(entry.key)) {
                    toResume.add(entry.key);
                }
            }
        }
        given.schedule(settings.tick(), PunctuationType.WALL_CLOCK_TIME, _ -> tick());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        resumeWaitingKeys();
        var key = record.key();
        var topic = topicOf();
        if (key == null) {
            park(record, topic, EventCodec.Reason.KEY_MISMATCH);
            return;
        }
        var decoded = EventCodec.decode(key, record.headers(), record.value());
        if (decoded instanceof Decoded.Known known
                && known.event() instanceof KeyReleased release) {
            release(release);
            return;
        }
        if (store().get(StoreKeys.waiting(topic.shortName(), key)) != null) {
            park(record, topic, EventCodec.Reason.BAD_BODY);
            return;
        }
        switch (decoded) {
            case Decoded.Known known -> accept(record, topic, known);
            case Decoded.UnknownType unknown -> meters.skipped(unknown.type());
            case Decoded.Unreadable unreadable -> park(record, topic, unreadable.reason());
        }
    }

    private void release(KeyReleased release) {
        for (var topic : Topics.values()) {
            store().delete(StoreKeys.waiting(topic.shortName(), release.key()));
        }
        LOG.info("{} reads {} again, released by {}", machine.name(), release.key(), release.by());
        context().commit();
    }

    private void accept(Record<String, byte[]> record, Topics topic, Decoded.Known known) {
        var input = new Input.Happened(known.id(), known.event());
        if (record.key().equals(ControlEvent.EVERYTHING)) {
            broadcast(input);
            return;
        }
        try {
            feed(record.key(), input);
        } catch (RuntimeException e) {
            LOG.error(
                    "{} cannot decide about {} of {}; the record is parked",
                    machine.name(),
                    known.event().getClass().getSimpleName(),
                    record.key(),
                    e);
            park(record, topic, EventCodec.Reason.DECISION_FAILED);
        }
    }

    /** What concerns every key is told to every key that is known, and to later ones at birth. */
    private void broadcast(Input.Happened input) {
        var type = EventTypes.of(input.event()).type();
        for (var key : machineKeys()) {
            feed(key, input);
        }
        store().put(StoreKeys.broadcast(type), EventCodec.body(input.event()));
        context().commit();
    }

    private void tick() {
        var jump = clock().look();
        resumeWaitingKeys();
        jump.ifPresent(
                by -> {
                    meters.clockJumped();
                    machineKeys().forEach(key -> feed(key, new Input.ClockJumped(by)));
                });
        // Who asks to be woken in the past is woken at the next tick: else this one might never
        // end.
        for (var alarm : due(clock().now())) {
            if (alarm.at().equals(wakeAt.get(alarm.key()))) {
                wakeAt.remove(alarm.key());
                feed(alarm.key(), new Input.Woken());
            }
        }
        wakeForNextAlarm();
    }

    private List<Alarm> due(Instant now) {
        var due = new ArrayList<Alarm>();
        while (!alarms.isEmpty() && !alarms.peek().at().isAfter(now)) {
            due.add(alarms.poll());
        }
        return due;
    }

    private void wakeForNextAlarm() {
        var next = alarms.peek();
        if (next == null) {
            wakes.forget(this);
        } else {
            wakes.in(this, Duration.between(clock().now(), next.at()));
        }
    }

    @Override
    public void close() {
        wakes.forget(this);
    }

    private void resumeWaitingKeys() {
        if (toResume.isEmpty()) {
            return;
        }
        var keys = List.copyOf(toResume);
        toResume.clear();
        keys.forEach(key -> feed(key, new Input.Resumed()));
    }

    private void feed(String key, Input input) {
        var bytes = store().get(key);
        var before = bytes == null ? null : Entry.of(bytes, codec);
        if (before == null && !(input instanceof Input.Happened)) {
            return;
        }
        var state = before == null ? tellBroadcasts(Optional.empty()) : Optional.of(before.state());
        var decisions = before == null ? 0 : before.decisions();
        var outcome = machine.decide(state, input, clock().now());
        keep(key, decisions, outcome);
    }

    private Optional<S> tellBroadcasts(Optional<S> born) {
        var state = born;
        for (var input : standingBroadcasts()) {
            state = Optional.of(machine.decide(state, input, clock().now()).state());
        }
        return state;
    }

    private List<Input.Happened> standingBroadcasts() {
        var inputs = new ArrayList<Input.Happened>();
        try (var all = store().prefixScan(StoreKeys.broadcast(""), STRINGS)) {
            while (all.hasNext()) {
                var entry = all.next();
                var type = entry.key.substring(StoreKeys.broadcast("").length());
                var headers = new RecordHeaders();
                headers.add("ce_type", type.getBytes(StandardCharsets.UTF_8));
                headers.add("ce_id", "standing".getBytes(StandardCharsets.UTF_8));
                if (EventCodec.decode(ControlEvent.EVERYTHING, headers, entry.value)
                        instanceof Decoded.Known known) {
                    inputs.add(new Input.Happened(known.id(), known.event()));
                }
            }
        }
        return inputs;
    }

    private void keep(String key, long decisions, Outcome<S> outcome) {
        var after = new Entry<>(decisions + 1, outcome.wakeAt(), outcome.state());
        store().put(key, after.toBytes(codec));
        setAlarm(key, outcome.wakeAt());
        var ordinal = 0;
        for (var event : outcome.events()) {
            say(event, machine.name() + ":" + key + ":" + (decisions + 1) + ":" + ordinal++);
        }
        // An open transaction holds up whoever else writes to the same partition.
        if (!outcome.events().isEmpty()) {
            context().commit();
        }
    }

    private void setAlarm(String key, Optional<Instant> at) {
        if (at.isEmpty()) {
            wakeAt.remove(key);
        } else if (!at.get().equals(wakeAt.get(key))) {
            wakeAt.put(key, at.get());
            alarms.add(new Alarm(at.get(), key));
            wakeForNextAlarm();
        }
    }

    private void say(DrEvent event, String id) {
        var topic = EventTypes.of(event).topic();
        var now = clock().now();
        context()
                .forward(
                        new Record<>(
                                event.key(),
                                EventCodec.body(event),
                                now.toEpochMilli(),
                                EventCodec.headers(
                                        event,
                                        id,
                                        "/" + machine.name() + "/" + settings.instance(),
                                        now)),
                        MachineHost.sink(topic));
    }

    private void park(Record<String, byte[]> record, Topics topic, EventCodec.Reason reason) {
        if (topic.ordered()
                && record.key() != null
                && !record.key().equals(ControlEvent.EVERYTHING)) {
            store().put(
                            StoreKeys.waiting(topic.shortName(), record.key()),
                            reason.name().getBytes(StandardCharsets.UTF_8));
        }
        meters.parked(topic, reason);
        var metadata = context().recordMetadata().orElseThrow();
        var headers = new RecordHeaders(record.headers());
        headers.add("muster_parked_reason", reason.name().getBytes(StandardCharsets.UTF_8));
        headers.add(
                "muster_parked_from",
                (metadata.topic() + "/" + metadata.partition() + "/" + metadata.offset())
                        .getBytes(StandardCharsets.UTF_8));
        context().forward(record.withHeaders(headers), MachineHost.sink(Topics.PARKED));
        context().commit();
    }

    private List<String> machineKeys() {
        var keys = new ArrayList<String>();
        try (var all = store().all()) {
            while (all.hasNext()) {
                var key = all.next().key;
                if (StoreKeys.isMachineKey(key)) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    private Topics topicOf() {
        var name = context().recordMetadata().orElseThrow().topic();
        for (var topic : Topics.values()) {
            if (topic.name(settings.topicPrefix()).equals(name)) {
                return topic;
            }
        }
        throw new IllegalStateException("a record of a topic that was not asked for: " + name);
    }

    private static final Serializer<String> STRINGS = new StringSerializer();

    private KeyValueStore<String, byte[]> store() {
        return Objects.requireNonNull(store, "init was not called");
    }

    private ProcessorContext<String, byte[]> context() {
        return Objects.requireNonNull(context, "init was not called");
    }

    private SteadyClock clock() {
        return Objects.requireNonNull(clock, "init was not called");
    }
}
