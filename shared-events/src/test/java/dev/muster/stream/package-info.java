/** How does a machine live on Kafka? */
@NullMarked
package dev.muster.stream;

import org.jspecify.annotations.NullMarked;
