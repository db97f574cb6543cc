package dev.muster.sandbox.backup;

import static dev.muster.sandbox.backup.GitStage.at;
import static dev.muster.sandbox.backup.PostgresStage.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Credential;
import dev.muster.plan.GitMirror;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real repositories: what was pushed once can be cloned again, whoever is gone. */
class GitMirrorIT {

    private static final String POINTS = "refs/muster/points/";
    private static final String KEPT = "refs/muster/kept/";

    private final GitStage stage = new GitStage();
    private final GitRepository source = stage.source;
    private final GitRepository work = stage.work;
    private final GitRepository mirror = stage.mirror;
    private final GitRepository second = stage.second;

    @BeforeAll
    static void gitIsThere() {
        Assumptions.assumeTrue(GitRepository.possible(), "git is not installed here");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** Branches, tags of both kinds, notes, and a ref of nobody's convention. */
    private void everyKindOfRef() {
        stage.push("shop.yaml", "replicas: 1");
        work.git("tag", "light");
        work.git("tag", "-a", "v1", "-m", "the first");
        work.git("notes", "add", "-m", "reviewed");
        work.git("checkout", "-q", "-b", "feature/cart");
        stage.push("cart.yaml", "replicas: 2");
        work.git("checkout", "-q", "main");
        work.git("push", "-q", "origin", "--tags", "refs/notes/*", "HEAD:refs/review/1/head");
    }

    private static Map<String, String> withoutRefs(GitRepository of) {
        var named = new TreeMap<String, String>();
        of.theirs().forEach((name, id) -> named.put(name.substring("refs/".length()), id));
        return named;
    }

    @Test
    void every_ref_of_the_source_can_be_cloned_from_a_mirror_when_the_source_is_gone()
            throws Exception {
        everyKindOfRef();
        var before = Instant.now();

        var point = stage.point("first", mirror, second);

        var all = source.refs();
        assertThat(all)
                .containsKeys(
                        "refs/heads/feature/cart",
                        "refs/heads/main",
                        "refs/notes/commits",
                        "refs/review/1/head",
                        "refs/tags/light",
                        "refs/tags/v1");
        assertThat(mirror.theirs()).isEqualTo(all);
        assertThat(second.theirs()).isEqualTo(all);
        assertThat(mirror.below(POINTS + "first/")).isEqualTo(withoutRefs(source));
        assertThat(mirror.below("refs/muster/pushed/")).isEqualTo(withoutRefs(source));
        assertThat(mirror.git("cat-file", "-p", "refs/muster/about/first"))
                .contains(point.asOf().toString(), "refs/tags/v1");
        assertThat(point.asOf()).isBetween(before, Instant.now());
        assertThat(point.engine()).isEqualTo("git");
        assertThat(point.objects()).isEqualTo(all.size());
        assertThat(point.bytes()).isPositive();
        assertThat(point.location()).isEqualTo(mirror.url() + "#refs/muster/points/first");

        gone(source.folder());
        var clone = mirror.cloneTo(stage.folder("clone"));
        assertThat(clone.folder().resolve("shop.yaml")).hasContent("replicas: 1");
        assertThat(clone.git("cat-file", "-p", "v1")).contains("the first");
        assertThat(mirror.git("fsck", "--full", "--strict")).isEmpty();
    }

    @Test
    void a_second_run_without_changes_adds_its_point_and_nothing_else() throws Exception {
        everyKindOfRef();
        var first = stage.point("first", mirror);
        var before = mirror.refs();

        var next = stage.point("next", mirror);

        var added = mirror.refs();
        added.keySet().removeAll(before.keySet());
        assertThat(added.keySet())
                .allMatch(ref -> ref.startsWith(POINTS + "next/") || ref.endsWith("about/next"));
        assertThat(mirror.refs()).containsAllEntriesOf(before);
        assertThat(next.asOf()).isAfter(first.asOf());
    }

    @Test
    void a_point_is_taken_once_however_often_it_is_commanded() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        var first = stage.point("same", mirror, second);
        stage.push("shop.yaml", "replicas: 2");
        var before = mirror.refs();

        var again = stage.point("same", mirror, second);

        assertThat(again.asOf()).isEqualTo(first.asOf());
        assertThat(mirror.refs()).isEqualTo(before);
    }

    @Test
    void what_a_forced_push_left_behind_is_kept_and_stays_in_the_older_point() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        var lost = stage.push("shop.yaml", "replicas: 2");
        stage.point("older", mirror);
        work.git("reset", "-q", "--hard", "HEAD~1");
        work.commit("shop.yaml", "replicas: 3");
        work.git("push", "-q", "--force", "origin", "HEAD");

        stage.point("newer", mirror);

        assertThat(mirror.theirs()).isEqualTo(source.theirs());
        assertThat(mirror.below(KEPT + "newer/")).isEqualTo(Map.of("heads/main", lost));
        assertThat(mirror.below(POINTS + "older/")).containsEntry("heads/main", lost);
        assertThat(mirror.git("show", lost + ":shop.yaml")).isEqualTo("replicas: 2");
    }

    @Test
    void a_branch_that_was_deleted_at_the_source_goes_and_its_tip_is_kept() throws Exception {
        everyKindOfRef();
        stage.point("older", mirror);
        var lost = source.refs().getOrDefault("refs/heads/feature/cart", "");
        work.git("push", "-q", "origin", "--delete", "feature/cart");

        stage.point("newer", mirror);

        assertThat(mirror.theirs()).isEqualTo(source.theirs());
        assertThat(mirror.below(KEPT + "newer/")).isEqualTo(Map.of("heads/feature/cart", lost));
        assertThat(mirror.below(POINTS + "older/")).containsEntry("heads/feature/cart", lost);
    }

    @Test
    void a_branch_may_make_room_for_branches_below_its_name_and_back() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        work.git("push", "-q", "origin", "HEAD:refs/heads/topic");
        stage.point("first", mirror);
        work.git("push", "-q", "origin", "--delete", "topic");
        work.git("push", "-q", "origin", "HEAD:refs/heads/topic/one");
        stage.point("below", mirror);
        assertThat(mirror.theirs()).isEqualTo(source.theirs());
        work.git("push", "-q", "origin", "--delete", "topic/one");
        work.git("push", "-q", "origin", "HEAD:refs/heads/topic");

        stage.point("back", mirror);

        assertThat(mirror.theirs()).isEqualTo(source.theirs());
        assertThat(mirror.below(KEPT + "below/")).containsOnlyKeys("heads/topic");
        assertThat(mirror.below(KEPT + "back/")).containsOnlyKeys("heads/topic/one");
    }

    @Test
    void what_somebody_else_wrote_to_a_mirror_is_never_overwritten() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        stage.point("before", mirror, second);
        var theirs = mirror.cloneTo(stage.folder("theirs"));
        theirs.commit("shop.yaml", "replicas: 9");
        theirs.git("push", "-q", "origin", "HEAD");
        var before = mirror.refs();
        stage.push("shop.yaml", "replicas: 2");

        var failed = as(Failed.class, stage.take("diverged", mirror, second));

        assertThat(failed.reasons())
                .singleElement()
                .asString()
                .contains(
                        "mirror " + mirror.url(),
                        "refs/heads/main",
                        "merge it into " + source.url() + ", or delete the ref in the mirror");
        assertThat(mirror.refs()).isEqualTo(before);
        assertThat(second.theirs()).isEqualTo(source.theirs());
        assertThat(second.below(POINTS + "diverged/")).isEmpty();
    }

    @Test
    void what_somebody_else_wrote_to_a_mirror_can_be_given_up() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        stage.point("before", mirror);
        var theirs = mirror.cloneTo(stage.folder("theirs"));
        theirs.commit("shop.yaml", "replicas: 9");
        theirs.git("push", "-q", "origin", "HEAD", "HEAD:refs/heads/hotfix");
        theirs.git("fetch", "-q", "origin", "refs/muster/pushed/heads/main");
        theirs.git("push", "-q", "--force", "origin", "FETCH_HEAD:refs/heads/main");
        theirs.git("push", "-q", "origin", "--delete", "hotfix");

        stage.point("after", mirror);

        assertThat(mirror.theirs()).isEqualTo(source.theirs());
    }

    @Test
    void what_was_written_to_a_mirror_and_merged_into_the_source_is_no_trouble() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        stage.point("before", mirror);
        var theirs = mirror.cloneTo(stage.folder("theirs"));
        theirs.commit("shop.yaml", "replicas: 9");
        theirs.git("push", "-q", "origin", "HEAD", "HEAD:refs/heads/hotfix");
        work.git("pull", "-q", mirror.folder().toString(), "main");
        work.git("push", "-q", "origin", "HEAD", "HEAD:refs/heads/hotfix");
        stage.push("shop.yaml", "replicas: 10");

        stage.point("after", mirror);

        assertThat(mirror.theirs()).isEqualTo(source.theirs());
        assertThat(mirror.below(KEPT)).isEmpty();
    }

    @Test
    void a_ref_that_was_deleted_in_the_mirror_comes_back_from_the_source() throws Exception {
        everyKindOfRef();
        stage.point("before", mirror);
        mirror.git("update-ref", "-d", "refs/heads/feature/cart");

        stage.point("after", mirror);

        assertThat(mirror.theirs()).isEqualTo(source.theirs());
    }

    @Test
    void a_run_that_was_killed_between_two_mirrors_is_completed_as_it_was_begun() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        var begun = stage.point("killed", mirror);
        stage.push("shop.yaml", "replicas: 2");

        var completed = stage.point("killed", mirror, second);

        assertThat(completed.asOf()).isEqualTo(begun.asOf());
        assertThat(second.refs()).isEqualTo(mirror.refs());
        assertThat(second.below(POINTS + "killed/")).hasSize(1);
    }

    @Test
    void a_run_that_was_killed_between_two_mirrors_is_completed_without_the_source()
            throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        stage.point("killed", mirror);
        gone(source.folder());

        stage.point("killed", mirror, second);

        assertThat(second.refs()).isEqualTo(mirror.refs());
    }

    @Test
    void a_mirror_that_is_added_gets_the_past_from_the_others() throws Exception {
        everyKindOfRef();
        var older = stage.point("older", mirror);
        work.git("push", "-q", "origin", "--delete", "feature/cart");
        stage.point("newer", mirror);

        stage.point("newest", mirror, second);

        assertThat(second.refs()).isEqualTo(mirror.refs());
        assertThat(as(Tried.class, stage.verify(older, Level.READABLE, second)).reasons())
                .isEmpty();
    }

    @Test
    void a_cache_that_was_lost_loses_nothing() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        var lost = stage.push("shop.yaml", "replicas: 2");
        stage.point("older", mirror);
        gone(stage.cache());
        work.git("reset", "-q", "--hard", "HEAD~1");
        work.git("push", "-q", "--force", "origin", "HEAD");

        stage.point("newer", mirror);

        assertThat(mirror.theirs()).isEqualTo(source.theirs());
        assertThat(mirror.below(KEPT + "newer/")).isEqualTo(Map.of("heads/main", lost));
    }

    @Test
    void a_cache_that_was_damaged_is_made_anew() throws Exception {
        everyKindOfRef();
        stage.point("older", mirror);
        damageObjects(stage.cache());
        stage.push("shop.yaml", "replicas: 2");

        stage.point("newer", mirror, second);

        assertThat(second.refs()).isEqualTo(mirror.refs());
        assertThat(second.git("fsck", "--full", "--strict")).isEmpty();
    }

    @Test
    void a_point_climbs_its_ladder_in_every_mirror() throws Exception {
        everyKindOfRef();
        var point = stage.point("first", mirror, second);
        gone(source.folder());

        var readable = as(Tried.class, stage.verify(point, Level.READABLE, mirror, second));
        var restored = as(Tried.class, stage.verify(point, Level.RESTORED, mirror, second));

        assertThat(readable.reasons()).isEmpty();
        assertThat(readable.passed()).isTrue();
        assertThat(restored.reasons()).isEmpty();
        assertThat(restored.detail()).isEqualTo("6 refs, 10 objects in each of 2 mirrors");
        assertThat(stage.scratch()).isEmptyDirectory();
    }

    @Test
    void a_damaged_object_of_one_mirror_is_found_by_reading() throws Exception {
        everyKindOfRef();
        var point = stage.point("first", mirror, second);
        damageObjects(second.folder());

        var tried = as(Tried.class, stage.verify(point, Level.READABLE, mirror, second));

        assertThat(tried.passed()).isFalse();
        assertThat(tried.reasons())
                .singleElement()
                .asString()
                .contains("mirror " + second.url() + ": objects are missing or damaged");
        assertThat(stage.scratch()).isEmptyDirectory();
    }

    @Test
    void a_damaged_object_behind_a_server_is_found_by_reading() throws Exception {
        everyKindOfRef();
        var point = stage.point("first", mirror);
        damageObjects(mirror.folder());
        try (var server = GitServer.of(stage.table.directory())) {
            var web = stage.at(server.url("mirror.git"), GitServer.USER + ":" + GitServer.PASSWORD);

            var tried = as(Tried.class, stage.verify(point, Level.READABLE, List.of(web)));

            assertThat(tried.passed()).isFalse();
            assertThat(tried.reasons())
                    .singleElement()
                    .asString()
                    .startsWith("mirror " + server.url("mirror.git"))
                    .contains("damaged");
        }
    }

    @Test
    void a_ref_that_a_mirror_lacks_is_named() throws Exception {
        everyKindOfRef();
        var point = stage.point("first", mirror, second);
        second.git("update-ref", "-d", POINTS + "first/tags/v1");

        var tried = as(Tried.class, stage.verify(point, Level.READABLE, mirror, second));

        assertThat(tried.reasons())
                .containsExactly("mirror " + second.url() + ": refs/tags/v1 is missing");
    }

    @Test
    void an_older_point_comes_back_as_the_source_was_then() throws Exception {
        everyKindOfRef();
        work.git("push", "-q", "origin", "HEAD:refs/heads/release");
        source.git("symbolic-ref", "HEAD", "refs/heads/release");
        var then = source.refs();
        var point = stage.point("older", mirror, second);
        work.git("tag", "-f", "v1");
        work.git("push", "-q", "--force", "origin", "v1", ":feature/cart");
        stage.push("shop.yaml", "replicas: 7");
        stage.point("newer", mirror, second);
        var folder = stage.folder("restored/shop.git");

        var restored = as(Restored.class, stage.restore("wish", point, folder, mirror, second));

        var there = new GitRepository(folder);
        assertThat(restored.at()).isEqualTo(folder.toString());
        assertThat(restored.currentAsOf()).contains(point.asOf());
        assertThat(there.refs()).isEqualTo(then);
        assertThat(there.git("symbolic-ref", "HEAD")).isEqualTo("refs/heads/release");
        assertThat(there.git("fsck", "--full", "--strict")).isEmpty();
        var clone = there.cloneTo(stage.folder("clone"));
        assertThat(clone.folder().resolve("shop.yaml")).hasContent("replicas: 1");
        assertThat(clone.git("show", "origin/feature/cart:cart.yaml")).isEqualTo("replicas: 2");
        assertThat(folder.getParent())
                .isDirectoryNotContaining(file -> file.toString().contains("partial"));
    }

    @Test
    void any_one_mirror_that_works_suffices_to_restore() throws Exception {
        everyKindOfRef();
        var then = source.refs();
        var point = stage.point("first", mirror, second);
        damageObjects(mirror.folder());
        gone(source.folder());
        var folder = stage.folder("restored.git");

        as(Restored.class, stage.restore("wish", point, folder, mirror, second));

        assertThat(new GitRepository(folder).refs()).isEqualTo(then);
    }

    @Test
    void a_restore_that_is_commanded_again_finds_what_it_laid_down() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        var point = stage.point("first", mirror);
        var folder = stage.folder("restored.git");
        var first = as(Restored.class, stage.restore("wish", point, folder, mirror));
        gone(mirror.folder());

        var again = as(Restored.class, stage.restore("wish", point, folder, mirror));

        assertThat(again.currentAsOf()).isEqualTo(first.currentAsOf());
        assertThat(again.bytes()).isEqualTo(first.bytes());
    }

    @Test
    void a_folder_that_is_there_already_is_left_alone() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        var point = stage.point("first", mirror);
        var folder = stage.folder("restored.git");
        as(Restored.class, stage.restore("somebody", point, folder, mirror));
        var theirs = Files.createDirectories(stage.folder("precious"));
        Files.writeString(theirs.resolve("data"), "data");

        for (var taken : List.of(folder, theirs)) {
            var failed = as(Failed.class, stage.restore("wish", point, taken, mirror));

            assertThat(failed.reasons())
                    .containsExactly(
                            taken
                                    + " is there already and was not laid down by this run: move it"
                                    + " away, or name another folder");
        }
        assertThat(theirs.resolve("data")).hasContent("data");
    }

    @Test
    void a_point_is_removed_from_every_mirror_and_what_was_kept_stays() throws Exception {
        everyKindOfRef();
        var older = stage.point("older", mirror, second);
        work.git("push", "-q", "origin", "--delete", "feature/cart");
        stage.point("newer", mirror, second);
        var kept = mirror.below(KEPT);

        var removed = as(Removed.class, stage.remove(older, mirror, second));

        assertThat(removed.detail()).isEqualTo("14 refs in 2 mirrors");
        for (var one : List.of(mirror, second)) {
            assertThat(one.below(POINTS + "older/")).isEmpty();
            assertThat(one.refs()).doesNotContainKey("refs/muster/about/older");
            assertThat(one.below(POINTS + "newer/")).isEqualTo(withoutRefs(source));
            assertThat(one.below(KEPT)).isEqualTo(kept).isNotEmpty();
            assertThat(one.theirs()).isEqualTo(source.theirs());
        }
        assertThat(stage.remove(older, mirror, second))
                .isEqualTo(new Removed("0 refs in 2 mirrors"));
    }

    @Test
    void a_point_is_not_removed_while_one_mirror_cannot_be_asked() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        var point = stage.point("first", mirror, second);
        gone(second.folder());

        var failed = as(Failed.class, stage.remove(point, mirror, second));

        assertThat(failed.reasons()).singleElement().asString().contains(second.url().toString());
        assertThat(mirror.below(POINTS)).isEmpty();
    }

    @Test
    void a_mirror_behind_a_login_is_kept_tried_and_restored_from() throws Exception {
        everyKindOfRef();
        try (var server = GitServer.of(stage.table.directory())) {
            var login = GitServer.USER + ":" + GitServer.PASSWORD;
            var from = stage.at(server.url("source.git"), login);
            var to = stage.at(server.url("mirror.git"), login);
            stage.take("older", from, List.of(to));
            work.git("push", "-q", "origin", "--delete", "feature/cart");
            var lost = mirror.below("refs/heads/").getOrDefault("feature/cart", "");

            var taken = as(Taken.class, stage.take("newer", from, List.of(to)));

            assertThat(mirror.theirs()).isEqualTo(source.theirs());
            assertThat(mirror.below(KEPT + "newer/")).isEqualTo(Map.of("heads/feature/cart", lost));
            assertThat(taken.point().location())
                    .isEqualTo(server.url("mirror.git") + "#refs/muster/points/newer");
            var tried = as(Tried.class, stage.verify(taken.point(), Level.RESTORED, List.of(to)));
            assertThat(tried.reasons()).isEmpty();
        }
    }

    @Test
    void a_branch_may_make_room_for_branches_below_its_name_at_a_server_too() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        work.git("push", "-q", "origin", "HEAD:refs/heads/topic");
        try (var server = GitServer.of(stage.table.directory())) {
            var to =
                    List.of(
                            stage.at(
                                    server.url("mirror.git"),
                                    GitServer.USER + ":" + GitServer.PASSWORD));
            as(Taken.class, stage.take("first", at(source), to));
            work.git("push", "-q", "origin", "--delete", "topic");
            work.git("push", "-q", "origin", "HEAD:refs/heads/topic/one");

            as(Taken.class, stage.take("below", at(source), to));

            assertThat(mirror.theirs()).isEqualTo(source.theirs());
            assertThat(mirror.below(KEPT + "below/")).containsOnlyKeys("heads/topic");
        }
    }

    @Test
    void a_wrong_login_is_told_without_the_password() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        try (var server = GitServer.of(stage.table.directory())) {
            var wrong = stage.at(server.url("mirror.git"), GitServer.USER + ":not-the-secret");
            var none = new GitMirror.Remote(server.url("mirror.git"), Optional.empty());

            assertThat(stage.take("wrong", at(source), List.of(wrong)))
                    .isEqualTo(
                            new Failed(
                                    List.of(
                                            server.url("mirror.git")
                                                    + " refuses the login: check the credentials in"
                                                    + " the plan")));
            assertThat(stage.take("none", at(source), List.of(none)))
                    .isEqualTo(
                            new Failed(
                                    List.of(
                                            server.url("mirror.git")
                                                    + " asks for a login: name its credentials in"
                                                    + " the plan")));
        }
    }

    @Test
    void a_repository_that_is_not_there_is_named() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        var folder = at(new GitRepository(stage.folder("nowhere.git")));
        try (var server = GitServer.of(stage.table.directory())) {
            var web =
                    stage.at(server.url("nowhere.git"), GitServer.USER + ":" + GitServer.PASSWORD);

            for (var gone : List.of(folder, web)) {
                assertThat(stage.take("there", at(source), List.of(gone)))
                        .isEqualTo(
                                new Failed(
                                        List.of(
                                                gone.url()
                                                        + " is not there: create a bare repository"
                                                        + " there, or correct the plan")));
            }
        }
    }

    @Test
    void a_secret_that_cannot_be_read_is_named() throws Exception {
        var mute =
                new GitMirror.Remote(
                        mirror.url(), Optional.of(new Credential.File("/nowhere/login")));

        var failed = as(Failed.class, stage.take("x", at(source), List.of(mute)));

        assertThat(failed.reasons().getFirst())
                .contains("credentials of " + mirror.url(), "/nowhere/login", "create it");
    }

    @Test
    void a_mirror_that_does_not_answer_is_waited_for_and_the_others_are_brought_up_to_date()
            throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        var point = stage.point("first", mirror);
        stage.push("shop.yaml", "replicas: 2");
        URI url;
        try (var server = GitServer.of(stage.table.directory())) {
            url = server.url("second.git");
        }
        var silent = new GitMirror.Remote(url, Optional.empty());

        var taken =
                as(Unavailable.class, stage.take("next", at(source), List.of(at(mirror), silent)));
        var tried =
                as(
                        Unavailable.class,
                        stage.verify(point, Level.READABLE, List.of(at(mirror), silent)));

        assertThat(taken.detail()).contains(url + " does not answer");
        assertThat(tried.detail()).contains(url + " does not answer");
        assertThat(mirror.theirs()).isEqualTo(source.theirs());
    }

    @Test
    void a_server_that_cannot_take_a_push_as_a_whole_is_refused() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        mirror.git("config", "receive.advertiseAtomic", "false");
        try (var server = GitServer.of(stage.table.directory())) {
            var to = stage.at(server.url("mirror.git"), GitServer.USER + ":" + GitServer.PASSWORD);

            var failed = as(Failed.class, stage.take("x", at(source), List.of(to)));

            assertThat(failed.reasons().getFirst())
                    .contains(server.url("mirror.git") + " cannot take a push as a whole");
            assertThat(mirror.refs()).isEmpty();
        }
    }

    @Test
    void a_mirror_that_forbids_forced_pushes_is_told_with_its_own_words() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        stage.push("shop.yaml", "replicas: 2");
        stage.point("older", mirror, second);
        second.git("config", "receive.denyNonFastForwards", "true");
        work.git("reset", "-q", "--hard", "HEAD~1");
        work.commit("shop.yaml", "replicas: 3");
        work.git("push", "-q", "--force", "origin", "HEAD");
        var before = second.refs();

        var failed = as(Failed.class, stage.take("newer", mirror, second));

        assertThat(failed.reasons())
                .singleElement()
                .asString()
                .contains(second.url() + " refuses what is pushed: refs/heads/main: non-fast");
        assertThat(second.refs()).isEqualTo(before);
        assertThat(mirror.theirs()).isEqualTo(source.theirs());
        assertThat(mirror.below(POINTS + "newer/")).isEmpty();
    }

    @Test
    void a_server_that_holds_on_to_its_default_branch_is_told_with_its_own_words()
            throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        try (var server = GitServer.of(stage.table.directory())) {
            var to =
                    List.of(
                            stage.at(
                                    server.url("mirror.git"),
                                    GitServer.USER + ":" + GitServer.PASSWORD));
            as(Taken.class, stage.take("older", at(source), to));
            work.git("push", "-q", "origin", "HEAD:refs/heads/trunk");
            source.git("symbolic-ref", "HEAD", "refs/heads/trunk");
            work.git("push", "-q", "origin", "--delete", "main");

            var failed = as(Failed.class, stage.take("refused", at(source), to));
            mirror.git("symbolic-ref", "HEAD", "refs/heads/trunk");
            as(Taken.class, stage.take("newer", at(source), to));

            assertThat(failed.reasons().getFirst())
                    .contains("refs/heads/main: deletion of the current branch prohibited");
            assertThat(mirror.theirs()).isEqualTo(source.theirs());
        }
    }

    @Test
    void an_empty_source_empties_no_mirror() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        stage.point("older", mirror);
        var before = mirror.refs();
        var empty = stage.repository("empty.git");

        var failed = as(Failed.class, stage.take("newer", at(empty), List.of(at(mirror))));

        assertThat(failed.reasons().getFirst()).contains(empty.url() + " has no refs at all");
        assertThat(mirror.refs()).isEqualTo(before);
    }

    @Test
    void a_source_with_too_many_refs_is_refused() throws Exception {
        var commit = stage.push("shop.yaml", "replicas: 1");
        var lines = new StringBuilder();
        for (var n = 0; n < 50_000; n++) {
            lines.append(commit).append(" refs/build/%05d\n".formatted(n));
        }
        Files.writeString(source.folder().resolve("packed-refs"), lines);

        var failed = as(Failed.class, stage.take("x", mirror));

        assertThat(failed.reasons())
                .containsExactly(
                        source.url() + " has 50001 refs, at most 50000 are mirrored: delete some");
        assertThat(mirror.refs()).isEmpty();
    }

    @Test
    void a_run_that_is_stopped_ends_and_can_be_commanded_again() throws Exception {
        stage.push("shop.yaml", "replicas: 1");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> stage.take("stopped", mirror))
                .isInstanceOf(InterruptedException.class);
        stage.point("stopped", mirror);

        assertThat(mirror.theirs()).isEqualTo(source.theirs());
    }

    /** As a disk would: bytes in the midst of every object file are others. */
    private static void damageObjects(Path repository) throws IOException {
        try (var files = Files.walk(repository.resolve("objects"))) {
            var damaged = 0;
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith(".pack")) {
                    var bytes = Files.readAllBytes(file);
                    for (var at = 12; at < bytes.length - 20; at += 3) {
                        bytes[at] ^= 0x55;
                    }
                    assertThat(file.toFile().setWritable(true)).isTrue();
                    Files.write(file, bytes);
                    damaged++;
                }
            }
            assertThat(damaged).isPositive();
        }
    }

    private static void gone(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
