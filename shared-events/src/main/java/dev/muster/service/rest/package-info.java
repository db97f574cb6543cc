/** How does every service recognise a caller, and tell that something is wrong? */
@NullMarked
package dev.muster.service.rest;

import org.jspecify.annotations.NullMarked;
