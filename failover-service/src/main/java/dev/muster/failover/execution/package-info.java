/** How far is the move? */
@NullMarked
package dev.muster.failover.execution;

import org.jspecify.annotations.NullMarked;
