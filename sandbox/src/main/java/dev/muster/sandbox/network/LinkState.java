package dev.muster.sandbox.network;

/** What a {@link Link} does with traffic. */
public enum LinkState {
    /** Traffic flows. */
    OPEN,
    /** Packets vanish: established connections hang, new connects hang. */
    CUT,
    /** Connections are reset and new ones are refused. */
    BROKEN
}
