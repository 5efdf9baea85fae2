/**
 * What applications program against: the reactor, connections and their protocols, listening ports, endpoints and name
 * resolution.
 *
 * <p>Any thread may call; callbacks and results come on the reactor's thread. A caller's mistake is thrown at the call
 * ({@link java.lang.IllegalArgumentException}, {@link java.lang.IllegalStateException},
 * {@link java.lang.UnsupportedOperationException} for a capability that is absent); what the network or the kernel says
 * completes the {@link org.hextet.api.Pending} or is the {@link org.hextet.api.CloseReason}.
 */
@NullMarked
package org.hextet.api;

import org.jspecify.annotations.NullMarked;
