/** What has to be done now so that a plan can still come back? */
@NullMarked
package dev.muster.backup.protection;

import org.jspecify.annotations.NullMarked;
