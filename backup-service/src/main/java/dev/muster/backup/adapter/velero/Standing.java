package dev.muster.backup.adapter.velero;

/**
 * How far a backup or a restore is, whatever Velero calls it.
 *
 * <pre>
 *   waiting ─▶ running ─▶ completed │ failed          going: its data are being deleted
 * </pre>
 */
enum Standing {
    WAITING,
    RUNNING,
    COMPLETED,
    FAILED,
    GOING;

    /**
     * What a phase means. A word that is not known here is no end: what ends is one of the four
     * words that always were ends.
     */
    static Standing of(String phase) {
        return switch (phase) {
            case "", "New", "Queued", "ReadyToStart" -> WAITING;
            case "Completed" -> COMPLETED;
            case "PartiallyFailed", "Failed", "FailedValidation" -> FAILED;
            case "Deleting" -> GOING;
            default -> RUNNING;
        };
    }

    boolean ended() {
        return this == COMPLETED || this == FAILED;
    }
}
