/** Lookups of the whole JVM. */
@NullMarked
package org.hextet.adapters.lookup;

import org.jspecify.annotations.NullMarked;
