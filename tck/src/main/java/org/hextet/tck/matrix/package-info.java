/**
 * The rows of the behaviour matrix: as they are written, in the tables beside these classes, and as
 * {@link org.hextet.tck.matrix.Check} says them on a method. Nothing here runs anything;
 * {@link org.hextet.tck.matrix.Matrix} is where to begin.
 */
@NullMarked
package org.hextet.tck.matrix;

import org.jspecify.annotations.NullMarked;
