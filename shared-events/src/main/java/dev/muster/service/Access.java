package dev.muster.service;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may do what: a file of lines {@code name role[,role] token}, read anew at every request, so
 * that a token can be taken away at once. Without the file nobody may change anything.
 */
@ApplicationScoped
public class Access {

    /**
     * Begins, undoes and resumes moves; pauses automation; answers steps that wait for a person.
     */
    public static final String OPERATOR = "operator";

    /** Approves moves, accepts data loss, and vouches that a site is stopped. */
    public static final String APPROVER = "approver";

    private static final Set<String> ROLES = Set.of(OPERATOR, APPROVER);
    private static final int SHORTEST_TOKEN = 16;
    private static final long MAX_BYTES = 256 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,62}");

    /** The name of a caller without a token, where that is allowed. */
    public static final String ANONYMOUS = "anonymous";

    private final Optional<Path> file;
    private final Set<String> anonymous;

    /** Somebody who was recognised. */
    public record Caller(String name, Set<String> roles) {
        public Caller {
            roles = Set.copyOf(roles);
        }
    }

    private record Entry(Caller caller, String token) {}

    @Inject
    public Access(ServiceConfig config) {
        this(config.access().tokensFile(), config.access().anonymous().orElse(Set.of()));
    }

    Access(Optional<Path> file, Set<String> anonymous) {
        this.file = file;
        this.anonymous = Set.copyOf(anonymous);
    }

    /** What somebody without a token is allowed; nobody, unless it is configured. */
    public Optional<Caller> anonymous() {
        return anonymous.isEmpty()
                ? Optional.empty()
                : Optional.of(new Caller(ANONYMOUS, anonymous));
    }

    public boolean configured() {
        return file.isPresent();
    }

    /**
     * Whose token this is; takes the same time whatever is wrong.
     *
     * @throws BadSetting naming file, line and remedy, when the file cannot be used
     */
    public Optional<Caller> whoHas(String token) {
        var given = token.getBytes(StandardCharsets.UTF_8);
        Optional<Caller> found = Optional.empty();
        for (var entry : entries()) {
            if (MessageDigest.isEqual(entry.token().getBytes(StandardCharsets.UTF_8), given)) {
                found = Optional.of(entry.caller());
            }
        }
        return found;
    }

    /** Refuses what makes no sense, at the start of the service. */
    public void check() {
        if (!ROLES.containsAll(anonymous)) {
            throw new BadSetting(
                    "MUSTER_ACCESS_ANONYMOUS is '"
                            + String.join(",", anonymous)
                            + "', expected operator, approver or both");
        }
        entries();
    }

    private List<Entry> entries() {
        if (file.isEmpty()) {
            return List.of();
        }
        var entries = new ArrayList<Entry>();
        var lines = read(file.get());
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                entries.add(entry(line, i + 1));
            }
        }
        return entries;
    }

    private static List<String> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw wrong(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw wrong(file + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static Entry entry(String line, int number) {
        var words = line.split("\\s+", -1);
        if (words.length != 3 || !NAME.matcher(words[0]).matches()) {
            throw wrong("line " + number + " is not of the form: name role[,role] token");
        }
        var roles = new HashSet<>(List.of(words[1].split(",", -1)));
        if (!ROLES.containsAll(roles)) {
            throw wrong("line " + number + " names another role than operator and approver");
        }
        if (words[2].length() < SHORTEST_TOKEN) {
            throw wrong(
                    "line "
                            + number
                            + " has a token of less than "
                            + SHORTEST_TOKEN
                            + " characters; try: openssl rand -hex 24");
        }
        return new Entry(new Caller(words[0], roles), words[2]);
    }

    private static BadSetting wrong(String what) {
        return new BadSetting("MUSTER_ACCESS_TOKENS_FILE: " + what);
    }
}
