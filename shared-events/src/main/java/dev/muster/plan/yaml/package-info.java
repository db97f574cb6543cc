/** How is a document that a stranger may have written read without harm? */
@NullMarked
package dev.muster.plan.yaml;

import org.jspecify.annotations.NullMarked;
