/** How does a workload get as many replicas as it should have? */
@NullMarked
package dev.muster.failover.adapter.kubernetes;

import org.jspecify.annotations.NullMarked;
