/** How do people and programs ask, and tell? */
@NullMarked
package dev.muster.failover.adapter.rest;

import org.jspecify.annotations.NullMarked;
