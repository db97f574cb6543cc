/** How does a site get a real Velero over a shared object store, and how does it die? */
@NullMarked
package dev.muster.sandbox.velero;

import org.jspecify.annotations.NullMarked;
