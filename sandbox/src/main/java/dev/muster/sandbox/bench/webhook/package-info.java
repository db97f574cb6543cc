/** How quickly are alerts durable, and is every one of them? */
@NullMarked
package dev.muster.sandbox.bench.webhook;

import org.jspecify.annotations.NullMarked;
