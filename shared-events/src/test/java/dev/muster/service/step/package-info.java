/** What does every service do alike? */
@NullMarked
package dev.muster.service.step;

import org.jspecify.annotations.NullMarked;
