package dev.muster.backup.adapter.git;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Folders;
import dev.muster.events.BackupResult;
import dev.muster.plan.PlanId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * This service's own copy of all objects of a repository and its mirrors, so that only new ones are
 * sent; it can be lost at any time. Its refs are called after what they are, and nothing else.
 */
final class Cache implements AutoCloseable {

    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();
    private static final String HAVE = "refs/have/";
    private static final int MANY_PACKS = 50;

    private final Path folder;
    private final Repository repository;
    private final boolean fresh;

    /** What is done with it, while nobody else uses it. */
    interface Work {
        BackupResult with(Cache cache) throws IOException, InterruptedException;
    }

    private Cache(Path folder, Repository repository, boolean fresh) {
        this.folder = folder;
        this.repository = repository;
        this.fresh = fresh;
    }

    /** Does the work once, or again with an empty cache when this one is damaged. */
    static BackupResult use(BackupConfig config, PlanId plan, String protection, Work work)
            throws InterruptedException {
        var folder =
                config.state()
                        .dir()
                        .toAbsolutePath()
                        .resolve("git")
                        .resolve(plan + "-" + protection + ".git");
        var lock = LOCKS.computeIfAbsent(folder, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            return use(folder, work);
        } catch (IOException e) {
            return Trouble.here(folder, e);
        } finally {
            lock.unlock();
        }
    }

    private static BackupResult use(Path folder, Work work)
            throws IOException, InterruptedException {
        try (var cache = open(folder)) {
            return work.with(cache);
        } catch (IOException e) {
            if (Files.notExists(folder) || !Trouble.of("", e).isDamage()) {
                throw e;
            }
        }
        Folders.delete(folder);
        try (var cache = create(folder)) {
            return work.with(cache);
        }
    }

    private static Cache open(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try {
                return new Cache(folder, sound(folder), false);
            } catch (IOException | GitAPIException | JGitInternalException _) {
                Folders.delete(folder);
            }
        }
        return create(folder);
    }

    private static Cache create(Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        return new Cache(folder, Bare.create(folder), true);
    }

    private static Repository sound(Path folder) throws IOException, GitAPIException {
        var repository = Bare.open(folder);
        try (var reader = repository.newObjectReader()) {
            for (var id : Bare.refs(repository, HAVE).values()) {
                if (!reader.has(id)) {
                    throw new MissingObjectException(id, "of the cache");
                }
            }
            if (packs(folder) > MANY_PACKS) {
                Git.wrap(repository).gc().call();
            }
            return repository;
        } catch (IOException | GitAPIException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    private static long packs(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder.resolve("objects/pack"), "*.pack")) {
            var count = 0L;
            for (var _ : files) {
                count++;
            }
            return count;
        }
    }

    Repository repository() {
        return repository;
    }

    /** Whether it may be at fault itself when objects are missing. */
    boolean isSuspect(Trouble trouble) {
        return !fresh && trouble.isDamage();
    }

    Shown fetch(Remote remote, Predicate<String> refs, int most)
            throws IOException, InterruptedException {
        var shown = remote.fetch(repository, refs, most);
        var got = new TreeMap<>(shown.refs());
        got.keySet().removeIf(refs.negate());
        var before = Bare.refs(repository, HAVE);
        var after = new TreeMap<>(before);
        after.putAll(named(got.values()));
        Bare.change(repository, before, after);
        return shown;
    }

    /** Forgets all that these do not reach. */
    void keepOnly(Collection<ObjectId> tips) throws IOException {
        Bare.change(repository, Bare.refs(repository, HAVE), named(tips));
    }

    private static SortedMap<String, ObjectId> named(Collection<ObjectId> tips) {
        var named = new TreeMap<String, ObjectId>();
        tips.forEach(id -> named.put(HAVE + id.name(), id));
        return named;
    }

    long bytes() throws IOException {
        return Folders.bytes(folder.resolve("objects"));
    }

    @Override
    public void close() {
        repository.close();
    }
}
