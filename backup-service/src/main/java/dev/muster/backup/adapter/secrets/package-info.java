/** Whether the secrets that an application needs are there, and fresh, where it would move to. */
@NullMarked
package dev.muster.backup.adapter.secrets;

import org.jspecify.annotations.NullMarked;
