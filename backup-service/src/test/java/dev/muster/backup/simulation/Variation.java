package dev.muster.backup.simulation;

import dev.muster.backup.protection.PlanProtection;
import dev.muster.backup.protection.ProtectionMachine;
import dev.muster.machine.Machine;

/** The parts that decide and act: as they are, or with one of them deliberately wrong. */
record Variation(String name, Machine<PlanProtection> machine, Hands hands) {

    static final Variation NONE =
            new Variation("as it is", new ProtectionMachine(), new Hands(true, true));

    /**
     * How executors work.
     *
     * @param look whether they look before they act
     * @param readBack whether they say what they read, and not what a call returned
     */
    record Hands(boolean look, boolean readBack) {}
}
