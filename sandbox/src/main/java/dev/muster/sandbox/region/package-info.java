/** What does a whole world of two sites and a witness consist of? */
@NullMarked
package dev.muster.sandbox.region;

import org.jspecify.annotations.NullMarked;
