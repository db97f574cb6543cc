/** What do dashboards see of backups? */
@NullMarked
package dev.muster.backup.adapter.metrics;

import org.jspecify.annotations.NullMarked;
