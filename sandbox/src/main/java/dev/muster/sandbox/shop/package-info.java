/**
 * What does the protected application do, and how does a customer outside live through the
 * disaster?
 */
@NullMarked
package dev.muster.sandbox.shop;

import org.jspecify.annotations.NullMarked;
