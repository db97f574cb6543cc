/** How many plans may leave a site at a time? */
@NullMarked
package dev.muster.failover.evacuation;

import org.jspecify.annotations.NullMarked;
