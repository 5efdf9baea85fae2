/**
 * The event loop, its connections and ports, timers and tasks. Begin with {@link org.hextet.reactor.DriverReactor}; who
 * implements {@link org.hextet.api.Reactor} without a driver finds the making of failures in
 * {@link org.hextet.reactor.ErrnoFailures}.
 */
@NullMarked
package org.hextet.reactor;

import org.jspecify.annotations.NullMarked;
