/**
 * The TCK: the checks' own annotation and {@link org.hextet.tck.Rig}, the runner and its report.
 * {@link org.hextet.tck.Tck} is where to begin, for a launcher as for a test class of one method.
 */
@NullMarked
package org.hextet.tck;

import org.jspecify.annotations.NullMarked;
