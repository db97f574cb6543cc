/** How fast a dump goes into a bucket. */
@NullMarked
package dev.muster.sandbox.bench.dump;

import org.jspecify.annotations.NullMarked;
