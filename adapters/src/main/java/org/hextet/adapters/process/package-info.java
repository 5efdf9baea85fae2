/** What all adapters of a process share: one reactor for lookups and timers. */
@NullMarked
package org.hextet.adapters.process;

import org.jspecify.annotations.NullMarked;
