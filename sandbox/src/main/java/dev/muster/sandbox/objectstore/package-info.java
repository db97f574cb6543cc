/** Where do backups lie outside the sites, and how does that place die and come back? */
@NullMarked
package dev.muster.sandbox.objectstore;

import org.jspecify.annotations.NullMarked;
