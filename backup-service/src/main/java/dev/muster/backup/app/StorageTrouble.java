package dev.muster.backup.app;

import java.io.IOException;

/** What keeps an object store from doing what is wanted; the message names it and the remedy. */
public final class StorageTrouble extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean passing;

    /**
     * Trouble with a store.
     *
     * @param passing whether it may go away by itself: the store does not answer, or asks to wait
     */
    public StorageTrouble(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    public boolean passing() {
        return passing;
    }
}
