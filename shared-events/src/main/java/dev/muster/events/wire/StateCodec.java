package dev.muster.events.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import java.io.IOException;

/** A machine's state as bytes; equal states have equal bytes. */
public final class StateCodec<S> {

    private final JavaType form;

    public StateCodec(Class<S> form) {
        this.form = Json.MAPPER.constructType(form);
    }

    public byte[] write(S state) {
        try {
            return Json.MAPPER.writeValueAsBytes(state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state that cannot be written", e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalStateException when the bytes are not a state of this form
     */
    public S read(byte[] bytes) {
        try {
            return Json.MAPPER.readValue(bytes, form);
        } catch (IOException e) {
            throw new IllegalStateException("a state that cannot be read", e);
        }
    }
}
