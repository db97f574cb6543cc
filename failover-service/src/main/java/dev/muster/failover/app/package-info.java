/** How do decisions become effects, and effects become facts? */
@NullMarked
package dev.muster.failover.app;

import org.jspecify.annotations.NullMarked;
