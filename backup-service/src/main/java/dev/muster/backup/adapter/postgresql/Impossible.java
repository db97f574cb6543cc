package dev.muster.backup.adapter.postgresql;

import java.io.IOException;

/** Something that cannot be put right by trying again. */
final class Impossible extends IOException {

    private static final long serialVersionUID = 1L;

    Impossible(String message) {
        super(message);
    }
}
