/** What is a decision, before anything is done about it? */
@NullMarked
package dev.muster.machine;

import org.jspecify.annotations.NullMarked;
