/** May this site be active now? */
@NullMarked
package dev.muster.failover.lease;

import org.jspecify.annotations.NullMarked;
