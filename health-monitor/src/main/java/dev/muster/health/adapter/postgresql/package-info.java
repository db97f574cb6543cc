/** How does a PostgreSQL server say what it is and how current? */
@NullMarked
package dev.muster.health.adapter.postgresql;

import org.jspecify.annotations.NullMarked;
