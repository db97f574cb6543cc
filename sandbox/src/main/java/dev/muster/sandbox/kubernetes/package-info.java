/** How does a site get a Kubernetes API, and who turns its Deployments into running processes? */
@NullMarked
package dev.muster.sandbox.kubernetes;

import org.jspecify.annotations.NullMarked;
