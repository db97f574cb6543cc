/** Who may import whom? */
@NullMarked
package dev.muster.architecture;

import org.jspecify.annotations.NullMarked;
