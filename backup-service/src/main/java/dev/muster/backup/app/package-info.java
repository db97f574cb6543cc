/** How does backup-service live: its log, its duties, its runs? */
@NullMarked
package dev.muster.backup.app;

import org.jspecify.annotations.NullMarked;
