/** The rows of the behaviour matrix, one class an area. {@link org.hextet.tck.checks.Areas} lists them. */
@NullMarked
package org.hextet.tck.checks;

import org.jspecify.annotations.NullMarked;
