/**
 * How does a real PostgreSQL primary and its streaming standby run without root and without a
 * container?
 */
@NullMarked
package dev.muster.sandbox.postgres;

import org.jspecify.annotations.NullMarked;
