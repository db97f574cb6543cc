/** What does a service answer to the people and programs that use it? */
@NullMarked
package dev.muster.sandbox.service;

import org.jspecify.annotations.NullMarked;
