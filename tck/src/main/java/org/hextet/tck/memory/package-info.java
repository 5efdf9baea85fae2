/**
 * Connections in memory on a clock turned by hand: for tests of protocols, with no socket, no thread and no waiting.
 * {@link org.hextet.tck.memory.MemoryPair} is where to begin.
 */
@NullMarked
package org.hextet.tck.memory;

import org.jspecify.annotations.NullMarked;
