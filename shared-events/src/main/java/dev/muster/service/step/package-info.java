/** How does a commanded step become an effect, and the effect a result? */
@NullMarked
package dev.muster.service.step;

import org.jspecify.annotations.NullMarked;
