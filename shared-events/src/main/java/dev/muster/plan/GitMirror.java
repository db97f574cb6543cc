package dev.muster.plan;

import dev.muster.plan.Assurance.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Mirrors of a Git repository, from which others can clone while the original is gone.
 *
 * @param mirrors bare repositories that are there and belong to Muster alone
 */
public record GitMirror(Remote repository, List<Remote> mirrors, Duration every, Duration retention)
        implements OwnEngine {

    public GitMirror {
        mirrors = List.copyOf(mirrors);
    }

    @Override
    public Level highest() {
        return Level.RESTORED;
    }

    /**
     * A repository.
     *
     * @param url {@code https}, {@code http} or {@code file}
     * @param login {@code user:password}, where it asks for one
     */
    public record Remote(URI url, Optional<Credential> login) {}
}
