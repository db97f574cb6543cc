/** How do people and programs ask, and how do alerts come in? */
@NullMarked
package dev.muster.health.adapter.rest;

import org.jspecify.annotations.NullMarked;
