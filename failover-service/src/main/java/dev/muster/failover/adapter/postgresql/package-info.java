/** How does PostgreSQL stop, take and give up authority? */
@NullMarked
package dev.muster.failover.adapter.postgresql;

import org.jspecify.annotations.NullMarked;
