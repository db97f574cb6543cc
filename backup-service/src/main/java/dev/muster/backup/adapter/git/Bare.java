package dev.muster.backup.adapter.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** Bare repositories in folders of this machine. */
final class Bare {

    private static final int MOST_COMMAND_BYTES = 256 << 20;

    static {
        SystemReader.setInstance(new Undisturbed(SystemReader.getInstance()));
    }

    private Bare() {}

    /**
     * Nothing that some person configured on this machine for Git has a say in what we do. Whatever
     * is written to a folder is checked, and is durable when it is said to be there.
     */
    private static final class Undisturbed extends SystemReader.Delegate {

        Undisturbed(SystemReader machine) {
            super(machine);
        }

        @Override
        public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
            var ours = nothing(parent, fs);
            ours.setBoolean("transfer", null, "fsckObjects", true);
            ours.setBoolean("core", null, "fsyncObjectFiles", true);
            ours.setBoolean("core", null, "fsyncRefFiles", true);
            // As many refs as are mirrored, in one push; JGit's own bound is 3 MB.
            ours.setInt("receive", null, "maxCommandBytes", MOST_COMMAND_BYTES);
            return ours;
        }

        @Override
        public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
            return nothing(parent, fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
            return nothing(parent, fs);
        }

        private static FileBasedConfig nothing(@Nullable Config parent, FS fs) {
            return new FileBasedConfig(parent, null, fs) {
                @Override
                public void load() {
                    // There is no file.
                }

                @Override
                public boolean isOutdated() {
                    return false;
                }

                @Override
                public void save() {
                    // There is no file.
                }
            };
        }
    }

    /** An empty repository in a folder that is not there yet. */
    static Repository create(Path folder) throws IOException {
        var repository = builder(folder).build();
        try {
            repository.create(true);
            return repository;
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    static Repository open(Path folder) throws IOException {
        return builder(folder).setMustExist(true).build();
    }

    private static FileRepositoryBuilder builder(Path folder) {
        return new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare();
    }

    /** Its refs whose names begin so. */
    static SortedMap<String, ObjectId> refs(Repository repository, String prefix)
            throws IOException {
        var refs = new TreeMap<String, ObjectId>();
        for (var ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
            var id = ref.getObjectId();
            if (id != null) {
                refs.put(ref.getName(), id.copy());
            }
        }
        return refs;
    }

    /** Makes the first refs the second ones, all or none. */
    static void change(
            Repository repository, Map<String, ObjectId> before, Map<String, ObjectId> after)
            throws IOException {
        var batch = repository.getRefDatabase().newBatchUpdate();
        batch.setAtomic(true).setAllowNonFastForwards(true).disableRefLog();
        before.forEach(
                (ref, id) -> {
                    if (!after.containsKey(ref)) {
                        batch.addCommand(new ReceiveCommand(id, ObjectId.zeroId(), ref));
                    }
                });
        after.forEach(
                (ref, id) -> {
                    var old = before.getOrDefault(ref, ObjectId.zeroId());
                    if (!old.equals(id)) {
                        batch.addCommand(new ReceiveCommand(old, id, ref));
                    }
                });
        if (batch.getCommands().isEmpty()) {
            return;
        }
        try (var walk = new RevWalk(repository)) {
            batch.execute(walk, NullProgressMonitor.INSTANCE);
        }
        for (var command : batch.getCommands()) {
            if (command.getResult() != ReceiveCommand.Result.OK) {
                throw new IOException(
                        command.getRefName()
                                + ": "
                                + command.getResult()
                                + " "
                                + command.getMessage());
            }
        }
    }

    /** Which branch a clone checks out. */
    static void head(Repository repository, String branch) throws IOException {
        var update = repository.updateRef(Constants.HEAD);
        update.disableRefLog();
        var result = update.link(branch);
        if (result != RefUpdate.Result.FORCED
                && result != RefUpdate.Result.NEW
                && result != RefUpdate.Result.NO_CHANGE) {
            throw new IOException("HEAD: " + result);
        }
    }
}
