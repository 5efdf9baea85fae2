/** Lookups for libraries that connect by themselves: what they get is in RFC 6724 order. */
@NullMarked
package org.hextet.adapters.lookups;

import org.jspecify.annotations.NullMarked;
