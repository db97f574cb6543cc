package dev.muster.backup.catalog;

import java.time.Instant;

/** What could go wrong, as far as it matters for the point to come back from. */
public sealed interface Failure {

    /** The site and all that runs there is gone: what was shipped is what there is. */
    record SiteLost() implements Failure {}

    /** Objects were deleted, and everybody knows it: the newest state before is wanted. */
    record NamespaceDeleted() implements Failure {}

    /** The data are wrong from then on; nothing of that moment or after it is wanted. */
    record DataCorrupted(Instant since) implements Failure {}
}
