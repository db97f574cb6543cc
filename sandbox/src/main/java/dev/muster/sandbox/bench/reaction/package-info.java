/** How long from the last thing that had to be seen to the first thing that is done about it? */
@NullMarked
package dev.muster.sandbox.bench.reaction;

import org.jspecify.annotations.NullMarked;
