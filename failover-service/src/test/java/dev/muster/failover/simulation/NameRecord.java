package dev.muster.failover.simulation;

/** The name by which users reach one plan, with the epoch that stands beside it. */
final class NameRecord {

    int site = Network.WEST;

    /** 0 when there is no epoch record yet. */
    long epoch;
}
