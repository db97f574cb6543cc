/** Does what decides about backups keep its promises, whatever happens in whatever order? */
@NullMarked
package dev.muster.backup.simulation;

import org.jspecify.annotations.NullMarked;
