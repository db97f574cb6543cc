/** Does it hold, whatever happens in whatever order? */
@NullMarked
package dev.muster.failover.simulation;

import org.jspecify.annotations.NullMarked;
