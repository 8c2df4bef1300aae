package dev.konomi.adapter;

/** Whether somebody is at work on an adapter; the room of rounds implements this. */
public interface OpenRounds {

    /** Whether the adapter has a round that is neither done nor given up. */
    boolean openOn(String adapterId);

    /** All rounds that the adapter ever had. */
    int countOf(String adapterId);
}
