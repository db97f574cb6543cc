/**
 * What does every service do alike: settings that make no sense, secrets, who may do what,
 * problems, commands carried out?
 */
@NullMarked
package dev.muster.service;

import org.jspecify.annotations.NullMarked;
