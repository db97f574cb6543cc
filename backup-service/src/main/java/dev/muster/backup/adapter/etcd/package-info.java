/** etcd: snapshots, and what they are worth. */
@NullMarked
package dev.muster.backup.adapter.etcd;

import org.jspecify.annotations.NullMarked;
