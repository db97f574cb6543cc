/** Backups that operators inside a cluster take when an object asks them to. */
@NullMarked
package dev.muster.backup.adapter.resources;

import org.jspecify.annotations.NullMarked;
