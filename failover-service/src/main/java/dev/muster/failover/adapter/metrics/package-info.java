/** What can be counted of it? */
@NullMarked
package dev.muster.failover.adapter.metrics;

import org.jspecify.annotations.NullMarked;
