package dev.muster.stream;

/** A state folder in which no store can live; the message names it and the remedy. */
public final class UnusableFolder extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableFolder(String message) {
        super(message);
    }
}
