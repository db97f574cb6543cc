package dev.muster.service;

import io.quarkus.runtime.Quarkus;
import org.jboss.logging.Logger;

/** A setting that makes no sense; the message names it, its value and what was expected. */
public final class BadSetting extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(BadSetting.class);
    private static final int EXIT_CODE = 2;

    public BadSetting(String message) {
        super(message);
    }

    /** Starts a part of the service; a bad setting is told in one line, and the service ends. */
    public static void endsOn(Runnable start) {
        try {
            start.run();
        } catch (BadSetting e) {
            LOG.errorf("%s", e.getMessage());
            Quarkus.asyncExit(EXIT_CODE);
        }
    }
}
