/** Opens several ports as one, and is that one port. */
@NullMarked
package org.hextet.endpoints.listening;

import org.jspecify.annotations.NullMarked;
