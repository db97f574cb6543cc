package dev.muster.backup.adapter.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.StorageTrouble;
import java.io.IOException;
import java.util.Optional;

/** The small JSON documents in the bucket. */
final class Documents {

    private static final int MOST_BYTES = 64 << 20;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .addModule(new Jdk8Module())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private Documents() {}

    static void put(Bucket bucket, String key, Object document) throws StorageTrouble {
        try {
            bucket.put(key, JSON.writeValueAsBytes(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain data can be written", e);
        }
    }

    /** The document; empty when there is none. */
    static <T> Optional<T> find(Bucket bucket, String key, Class<T> form) throws StorageTrouble {
        return bucket.find(key).isEmpty() ? Optional.empty() : Optional.of(get(bucket, key, form));
    }

    /**
     * The document that has to be there.
     *
     * @throws StorageTrouble when there is none, or it cannot be read
     */
    static <T> T get(Bucket bucket, String key, Class<T> form) throws StorageTrouble {
        try (var in = bucket.read(key)) {
            return JSON.readValue(in.readNBytes(MOST_BYTES), form);
        } catch (StorageTrouble e) {
            throw e;
        } catch (IOException e) {
            throw new StorageTrouble(key + " cannot be read: " + e.getMessage(), false);
        }
    }
}
