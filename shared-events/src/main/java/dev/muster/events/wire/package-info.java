/** How is it written down, and where? */
@NullMarked
package dev.muster.events.wire;

import org.jspecify.annotations.NullMarked;
