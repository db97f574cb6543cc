/** From which points could we come back, and which one would we take? */
@NullMarked
package dev.muster.backup.catalog;

import org.jspecify.annotations.NullMarked;
