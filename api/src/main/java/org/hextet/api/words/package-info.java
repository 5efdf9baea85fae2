/** How names are written. Not for others. */
@NullMarked
package org.hextet.api.words;

import org.jspecify.annotations.NullMarked;
