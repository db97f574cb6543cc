/** How does a vantage look, and how do verdicts come about? */
@NullMarked
package dev.muster.health.app;

import org.jspecify.annotations.NullMarked;
