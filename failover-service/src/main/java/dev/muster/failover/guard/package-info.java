/** May we move? */
@NullMarked
package dev.muster.failover.guard;

import org.jspecify.annotations.NullMarked;
