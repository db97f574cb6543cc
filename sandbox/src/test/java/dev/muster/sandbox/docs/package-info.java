/** Do the documents say what the programs do? */
@NullMarked
package dev.muster.sandbox.docs;

import org.jspecify.annotations.NullMarked;
