package dev.muster.failover.app;

import dev.muster.events.Epoch;

/**
 * What a guard does to one kind of thing on its own site. Both are repeated as long as they apply,
 * so that each also repairs what somebody else changed.
 */
public interface LocalAuthority {

    /**
     * The site may be active under this epoch: lifts what {@link #passivate} did, and nothing else.
     *
     * @throws Trouble when that could not be read back
     */
    void activate(LocalSite site, Epoch epoch) throws Trouble;

    /**
     * The site must not be active: stops what could change data.
     *
     * @throws Trouble when that could not be read back
     */
    void passivate(LocalSite site) throws Trouble;

    /** Something local could not be brought to where it has to be; it is tried again. */
    final class Trouble extends Exception {
        private static final long serialVersionUID = 1L;

        public Trouble(String message) {
            super(message);
        }
    }
}
