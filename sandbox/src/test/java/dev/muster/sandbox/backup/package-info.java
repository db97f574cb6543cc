/** Does what was backed up come back, on real servers? */
package dev.muster.sandbox.backup;
