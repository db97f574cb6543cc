/** How is a Git repository mirrored, and its past brought back? */
@NullMarked
package dev.muster.backup.adapter.git;

import org.jspecify.annotations.NullMarked;
