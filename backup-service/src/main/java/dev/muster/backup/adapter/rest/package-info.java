/** How do people and programs ask for points, backups and restores? */
@NullMarked
package dev.muster.backup.adapter.rest;

import org.jspecify.annotations.NullMarked;
