package dev.muster.backup.adapter.etcd;

import java.util.Map;

/**
 * What an etcd holds at one revision.
 *
 * @param hash of all keys and values up to there, as etcd computes it
 * @param compacted the revision before which history is gone; the hash depends on it
 * @param keys how many there are
 */
record KeyState(String version, long revision, long compacted, long hash, long keys) {

    Map<String, String> facts() {
        return Map.of(
                "version", version,
                "revision", Long.toString(revision),
                "compacted", Long.toString(compacted),
                "hash", Long.toString(hash),
                "keys", Long.toString(keys));
    }

    static KeyState of(Map<String, String> facts) {
        return new KeyState(
                facts.getOrDefault("version", ""),
                number(facts, "revision"),
                number(facts, "compacted"),
                number(facts, "hash"),
                number(facts, "keys"));
    }

    private static long number(Map<String, String> facts, String name) {
        return Long.parseLong(facts.getOrDefault(name, "0"));
    }
}
