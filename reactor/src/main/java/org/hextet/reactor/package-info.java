/**
 * The event loop, its connections and ports, timers and tasks. Begin with {@link org.hextet.reactor.DriverReactor}; who
 * implements {@link org.hextet.api.Reactor} without a driver finds the making of failures in
 * {@link org.hextet.reactor.ErrnoFailures}.
 *
 * <p>Without a change of a program the system property {@code hextet.log.callback}, for example {@code 100ms}, names
 * what held a loop for so long: a callback by the class of its protocol (under TLS that of the user), a protocol
 * factory, a task or a timer. Each is a warning by the logger {@code org.hextet.callback}. It is read when a reactor
 * opens; a wrong value is one warning. Without it nothing is measured.
 *
 * <p>JDK Flight Recorder gets an event {@code org.hextet.Connection} for each connection that begins while a recording
 * wants it, with its bytes and the reason of its end, where the runtime has the recorder.
 */
@NullMarked
package org.hextet.reactor;

import org.jspecify.annotations.NullMarked;
