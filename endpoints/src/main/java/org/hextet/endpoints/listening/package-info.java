/** Opens several ports as one, on one reactor or on all of a group, and is that one port. */
@NullMarked
package org.hextet.endpoints.listening;

import org.jspecify.annotations.NullMarked;
