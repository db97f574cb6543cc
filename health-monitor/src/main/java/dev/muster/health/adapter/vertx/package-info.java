/** How is a question asked over the network, without a thread for each? */
@NullMarked
package dev.muster.health.adapter.vertx;

import org.jspecify.annotations.NullMarked;
