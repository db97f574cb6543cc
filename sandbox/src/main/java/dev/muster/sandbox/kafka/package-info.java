/** How does a real Kafka broker run, die and come back on its own disk? */
@NullMarked
package dev.muster.sandbox.kafka;

import org.jspecify.annotations.NullMarked;
