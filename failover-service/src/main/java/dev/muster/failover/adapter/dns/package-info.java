/** How do users get to the active site, and are they there? */
@NullMarked
package dev.muster.failover.adapter.dns;

import org.jspecify.annotations.NullMarked;
