package dev.muster.backup.adapter.git;

import dev.muster.backup.app.Folders;
import dev.muster.events.BackupResult.Underway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** A bare repository with all that one mirror has of a point. */
final class Layout implements AutoCloseable {

    private final Path folder;
    private final About about;
    private final Repository repository;
    private final SortedMap<String, ObjectId> shown;

    private Layout(
            Path folder, About about, Repository repository, SortedMap<String, ObjectId> shown) {
        this.folder = folder;
        this.about = about;
        this.repository = repository;
        this.shown = shown;
    }

    /**
     * Gets the objects of the point, checks each, and that none is missing.
     *
     * @param draft a folder that holds nothing else
     * @throws Trouble when the mirror does not have them
     */
    static Layout of(Remote mirror, Path draft, String point)
            throws IOException, InterruptedException {
        Files.createDirectories(draft);
        var about = about(mirror, draft, point);
        var folder = draft.resolve("point.git");
        var repository = Bare.create(folder);
        try {
            var prefix = Refs.points(point);
            var shown =
                    mirror.fetch(repository, ref -> ref.startsWith(prefix), Mirroring.MOST_REFS);
            return new Layout(folder, about, repository, Refs.below(shown.refs(), prefix));
        } catch (IOException | InterruptedException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    /** In a repository of its own: it is no part of what comes back. */
    private static About about(Remote mirror, Path draft, String point)
            throws IOException, InterruptedException {
        try (var side = Bare.create(draft.resolve("about.git"))) {
            var name = Refs.about(point);
            var id = mirror.fetch(side, name::equals, 1).refs().get(name);
            if (id == null) {
                throw new Trouble(
                        mirror.name() + " does not hold the point " + point, Trouble.Kind.BROKEN);
            }
            return About.read(side, id);
        }
    }

    Path folder() {
        return folder;
    }

    About about() {
        return about;
    }

    long bytes() throws IOException {
        return Folders.bytes(folder.resolve("objects"));
    }

    /** In what the mirror's refs are others than those that the point should have. */
    List<String> lacking() {
        return about.differences(shown);
    }

    /**
     * Gives the refs their own names, and reads all of it back.
     *
     * @return what is wrong with it
     */
    List<String> name() throws IOException {
        Bare.change(repository, Bare.refs(repository, Refs.ALL), about.tips());
        if (about.head().isPresent()) {
            Bare.head(repository, about.head().get());
        }
        return about.differences(Bare.refs(repository, Refs.ALL));
    }

    /** Reads every object; returns how many there are. */
    long read(Consumer<Underway> progress) throws IOException, InterruptedException {
        return History.read(
                repository,
                about.tips().values(),
                count -> progress.accept(new Underway(count + " objects read", Optional.empty())));
    }

    @Override
    public void close() {
        repository.close();
    }
}
