/** Who is told what about a move? */
@NullMarked
package dev.muster.failover.announcement;

import org.jspecify.annotations.NullMarked;
