package dev.muster.backup.adapter.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is remembered of a secret's values: enough to see that two differ, in this process and for
 * as long as it lives, and nothing that could be said.
 */
final class Content {

    private static final int SALT_BYTES = 32;
    private static final byte[] SALT = salt();

    private final Map<String, byte[]> digests;

    private Content(Map<String, byte[]> digests) {
        this.digests = digests;
    }

    static Content of(Map<String, String> values) {
        var digests = new HashMap<String, byte[]>();
        values.forEach((key, value) -> digests.put(key, digest(value)));
        return new Content(digests);
    }

    private static byte[] salt() {
        var salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return salt;
    }

    private static byte[] digest(String value) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(SALT);
            return digest.digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }

    /** In which keys it differs from what it should be; none when it does not. */
    List<String> differencesFrom(Content wanted) {
        var differences = new ArrayList<String>();
        say(differences, "missing: ", wanted.keys(key -> !digests.containsKey(key)));
        say(
                differences,
                "different: ",
                keys(
                        key ->
                                wanted.digests.containsKey(key)
                                        && !MessageDigest.isEqual(
                                                digests.get(key), wanted.digests.get(key))));
        say(differences, "too many: ", keys(key -> !wanted.digests.containsKey(key)));
        return differences;
    }

    private SortedSet<String> keys(Predicate<String> which) {
        var keys = new TreeSet<>(digests.keySet());
        keys.removeIf(which.negate());
        return keys;
    }

    private static void say(List<String> differences, String what, SortedSet<String> keys) {
        if (!keys.isEmpty()) {
            differences.add(what + String.join(", ", keys));
        }
    }

    @Override
    public String toString() {
        return "Content" + new TreeSet<>(digests.keySet());
    }
}
