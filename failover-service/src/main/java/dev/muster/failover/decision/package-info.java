/** Who holds the authority over a plan, and what happens next? */
@NullMarked
package dev.muster.failover.decision;

import org.jspecify.annotations.NullMarked;
