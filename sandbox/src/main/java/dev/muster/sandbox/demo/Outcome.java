package dev.muster.sandbox.demo;

/** What came of a demo. */
interface Outcome {

    /** Whether everything that was promised was kept. */
    boolean good();

    void print(Screen screen);

    /** The same as one JSON object. */
    String json();
}
