/** How are bytes kept in a bucket, and read back unchanged? */
@NullMarked
package dev.muster.backup.adapter.s3;

import org.jspecify.annotations.NullMarked;
