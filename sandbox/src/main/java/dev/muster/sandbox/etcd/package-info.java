/** How does a real etcd run, die, and come back from a snapshot? */
@NullMarked
package dev.muster.sandbox.etcd;

import org.jspecify.annotations.NullMarked;
