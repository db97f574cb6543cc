/** What does the world outside resolve a name to, and who may change that? */
@NullMarked
package dev.muster.sandbox.dns;

import org.jspecify.annotations.NullMarked;
