/** How fast is it, beside what others do on the same machine in the same minute? */
@NullMarked
package dev.muster.sandbox.bench;

import org.jspecify.annotations.NullMarked;
