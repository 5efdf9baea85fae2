/**
 * The rows of the behaviour matrix as checks, one class or a few an area. {@link org.hextet.tck.checks.Areas} lists
 * them; all that they use is in {@link org.hextet.tck.rig.Rig}.
 */
@NullMarked
package org.hextet.tck.checks;

import org.jspecify.annotations.NullMarked;
