/** Which real processes and files belong to this run, and how do they all end? */
@NullMarked
package dev.muster.sandbox.process;

import org.jspecify.annotations.NullMarked;
