/** How is one thing measured beside another, so that the number can be believed? */
@NullMarked
package dev.muster.sandbox.bench.measure;

import org.jspecify.annotations.NullMarked;
