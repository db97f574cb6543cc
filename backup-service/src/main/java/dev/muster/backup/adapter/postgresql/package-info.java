/** How is a PostgreSQL server backed up, its log shipped, and its past brought back? */
@NullMarked
package dev.muster.backup.adapter.postgresql;

import org.jspecify.annotations.NullMarked;
