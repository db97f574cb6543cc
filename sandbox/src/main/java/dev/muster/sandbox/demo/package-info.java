/** How does a disaster look to somebody who watches? */
@NullMarked
package dev.muster.sandbox.demo;

import org.jspecify.annotations.NullMarked;
