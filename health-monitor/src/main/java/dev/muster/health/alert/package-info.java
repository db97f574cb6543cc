/** What do others say is wrong, and about which site? */
@NullMarked
package dev.muster.health.alert;

import org.jspecify.annotations.NullMarked;
