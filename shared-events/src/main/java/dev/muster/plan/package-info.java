/** What did the user declare? */
@NullMarked
package dev.muster.plan;

import org.jspecify.annotations.NullMarked;
