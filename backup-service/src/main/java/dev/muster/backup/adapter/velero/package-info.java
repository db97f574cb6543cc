/** What does Velero do at a site, what came of it, and can it be brought back? */
@NullMarked
package dev.muster.backup.adapter.velero;

import org.jspecify.annotations.NullMarked;
