/** What happens where a disk is full? */
@NullMarked
package dev.muster.sandbox.disk;

import org.jspecify.annotations.NullMarked;
