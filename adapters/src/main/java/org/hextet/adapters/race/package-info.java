/**
 * Races of {@code endpoints} whose attempts are somebody else's connections: a {@link java.net.Socket}, a channel of
 * Netty's. Lookups, order, policy and timeline are those of every connect by name; the winner is handed over as it is.
 */
@NullMarked
package org.hextet.adapters.race;

import org.jspecify.annotations.NullMarked;
