/** When is a site lost? */
@NullMarked
package dev.muster.health.detection;

import org.jspecify.annotations.NullMarked;
