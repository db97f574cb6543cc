/** What does every service do alike? */
@NullMarked
package dev.muster.service.rest;

import org.jspecify.annotations.NullMarked;
