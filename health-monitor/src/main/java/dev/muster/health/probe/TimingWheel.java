package dev.muster.health.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Remembers what is due when, to the slot. Whatever falls into one slot is due together, so that
 * ten thousand probes need no more wake-ups than ten. It has no clock: times are nanoseconds of any
 * clock that does not jump, and the same one for all calls. Not for several threads at once.
 *
 * <pre>
 *   slots  │ 0 │ 1 │ 2 │ 3 │ …    an entry waits in slot (tick mod slots)
 *                ▲                 and is passed over while its tick is a later round's
 *              tick
 * </pre>
 */
public final class TimingWheel<T> {

    private record Entry<T>(long tick, T item) {}

    private final long slotNanos;
    private final List<List<Entry<T>>> slots;
    private long tick;
    private int size;

    /**
     * @param slot how exact times are kept
     * @param slots one round of the wheel; longer times go round more than once
     * @param now when the wheel begins to turn
     */
    public TimingWheel(Duration slot, int slots, long now) {
        this.slotNanos = slot.toNanos();
        this.slots = new ArrayList<>(slots);
        for (int i = 0; i < slots; i++) {
            this.slots.add(new ArrayList<>());
        }
        this.tick = Math.floorDiv(now, slotNanos);
    }

    /** Adds an item; what should have come already comes with the next turn. */
    public void add(T item, long due) {
        // Rounded up: nothing comes before its time.
        long at = Math.max(tick + 1, Math.ceilDiv(due, slotNanos));
        slot(at).add(new Entry<>(at, item));
        size++;
    }

    /** Turns the wheel; gives what is due now, the earliest first, and forgets it. */
    public List<T> turn(long now) {
        long until = Math.floorDiv(now, slotNanos);
        if (until <= tick) {
            return List.of();
        }
        // After a standstill of more than a round every slot is looked at once, not once a round.
        long from = Math.max(tick + 1, until - slots.size() + 1);
        var due = new ArrayList<Entry<T>>();
        for (long at = from; at <= until; at++) {
            take(slot(at), until, due);
        }
        tick = until;
        size -= due.size();
        due.sort((a, b) -> Long.compare(a.tick(), b.tick()));
        return due.stream().map(Entry::item).toList();
    }

    /** How many items wait. */
    public int size() {
        return size;
    }

    private static <T> void take(List<Entry<T>> slot, long until, List<Entry<T>> due) {
        slot.removeIf(
                entry -> {
                    boolean now = entry.tick() <= until;
                    if (now) {
                        due.add(entry);
                    }
                    return now;
                });
    }

    private List<Entry<T>> slot(long at) {
        return slots.get((int) Math.floorMod(at, (long) slots.size()));
    }
}
