/** Does the application answer, and who is told? */
@NullMarked
package dev.muster.failover.adapter.http;

import org.jspecify.annotations.NullMarked;
