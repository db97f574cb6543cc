/** How far is a recovery point proven, and what has to be tried next? */
@NullMarked
package dev.muster.backup.verification;

import org.jspecify.annotations.NullMarked;
