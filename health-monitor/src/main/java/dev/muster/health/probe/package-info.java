/** What do we ask, and what does one place see? */
@NullMarked
package dev.muster.health.probe;

import org.jspecify.annotations.NullMarked;
