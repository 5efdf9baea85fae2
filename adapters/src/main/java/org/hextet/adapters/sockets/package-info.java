/**
 * Sockets that race. The race is that of {@code endpoints}, on a reactor whose attempts are plain
 * {@link java.net.Socket}s: what wins is handed over as it is, so that its bytes, timeouts, options and interrupts are
 * the JDK's own.
 */
@NullMarked
package org.hextet.adapters.sockets;

import org.jspecify.annotations.NullMarked;
