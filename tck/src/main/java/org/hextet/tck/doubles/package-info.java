/**
 * A reactor and a resolver to take the place of real ones: one that is different in one thing
 * ({@link org.hextet.tck.doubles.ForwardingReactor}), and one that answers what it was told to
 * ({@link org.hextet.tck.doubles.StaticResolver}). Of use in tests without the checks, too.
 */
@NullMarked
package org.hextet.tck.doubles;

import org.jspecify.annotations.NullMarked;
