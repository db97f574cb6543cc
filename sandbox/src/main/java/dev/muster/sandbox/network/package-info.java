/** Who can reach whom on this machine, and what happens when a cable is cut? */
@NullMarked
package dev.muster.sandbox.network;

import org.jspecify.annotations.NullMarked;
