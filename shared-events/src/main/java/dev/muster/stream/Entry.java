package dev.muster.stream;

import dev.muster.events.wire.StateCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * What the host stores for one key: how many decisions were made, when to wake, and the machine's
 * own state.
 */
record Entry<S>(long decisions, Optional<Instant> wakeAt, S state) {

    private static final long NEVER = Long.MIN_VALUE;

    byte[] toBytes(StateCodec<S> codec) {
        var form = codec.write(state);
        return ByteBuffer.allocate(2 * Long.BYTES + form.length)
                .putLong(decisions)
                .putLong(wakeAt.map(Instant::toEpochMilli).orElse(NEVER))
                .put(form)
                .array();
    }

    static <S> Entry<S> of(byte[] bytes, StateCodec<S> codec) {
        var in = ByteBuffer.wrap(bytes);
        var decisions = in.getLong();
        var wake = in.getLong();
        var state = new byte[in.remaining()];
        in.get(state);
        return new Entry<>(
                decisions,
                wake == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(wake)),
                codec.read(state));
    }
}
