package dev.muster.backup.adapter.resources;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How an object stands that an operator works on. */
sealed interface Standing {

    /**
     * Its operator has not ended.
     *
     * @param detail what it says of itself, its troubles too while it goes on trying
     * @param share of it that is done, from 0 to 1, where that is known
     */
    record Waiting(String detail, Optional<Double> share) implements Standing {
        Waiting(String detail) {
            this(detail, Optional.empty());
        }
    }

    /**
     * It did what was wanted.
     *
     * @param asOf everything that was written until then is in it
     * @param bytes 0 where its operator does not say
     * @param place where its operator put it; empty where it does not say
     */
    record Done(Instant asOf, Instant completedAt, long bytes, String place) implements Standing {}

    /** It will never do what was wanted. */
    record Failed(List<String> reasons) implements Standing {
        public Failed {
            reasons = List.copyOf(reasons);
        }

        Failed(String reason) {
            this(List.of(reason));
        }
    }
}
