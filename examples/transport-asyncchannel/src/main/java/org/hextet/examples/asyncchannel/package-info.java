/**
 * A transport by a stranger: over {@link java.nio.channels.AsynchronousSocketChannel}, with nothing but what Hextet
 * exports. Begin with {@link org.hextet.examples.asyncchannel.AsyncChannelProvider}; the driver behind it is the whole
 * work. Take it by its name, {@code Reactor.open("async-channel")}: it is not meant to be faster than {@code nio}.
 *
 * <h2>What it shows</h2>
 *
 * <ul>
 *   <li>How little a transport needs: handles, one operation of each kind under way, and a line that tells what it
 *       brought. Order, queues, watermarks, timers, deadlines, cancelling and every word of an error are the reactor's.
 *   <li>A driver of completions: what an operation brings is told in the next round, because the JDK may complete it
 *       inside the very call that began it. A send is always in flight until then.
 *   <li>A driver that owns the loop: the group's one thread is the reactor's. It takes turns when operations complete
 *       and when woken. Nobody can hand a task to a channel group; but an operation on a closed channel completes on
 *       the group's thread, so a closed channel makes a bell. Rung twice, it tells that the group has looked at its
 *       sockets.
 *   <li>Its test is the TCK.
 * </ul>
 *
 * <h2>What these channels cannot do</h2>
 *
 * All of it is declared absent, with the reason: {@code hextet providers} lists it.
 *
 * <ul>
 *   <li><b>Choose a family.</b> They are IPv6 sockets wherever there is IPv6, and the JDK takes 0.0.0.0 for {@code ::}
 *       on them. A true IPv4 wildcard is still to be had: {@code ::ffff:0.0.0.0}. IPv4 connections stand in
 *       {@code /proc/net/tcp6}. V6ONLY is out of reach, as with all of {@code java.nio}.
 *   <li><b>Reset.</b> There is no SO_LINGER: {@code abort} ends with a FIN, or a reset if the kernel holds bytes that
 *       nobody read; and what was already with the kernel still goes out. The traffic class cannot be set either.
 *   <li><b>Call an operation back.</b> A pending connect, read or accept ends when it is done or when its channel is
 *       closed. So cancelling a connect closes it; a paused connection still reports one read; and one client is
 *       accepted during a pause, who waits here until it is over.
 *   <li><b>Wait without memory.</b> A read under way holds its window, 64 KiB for each idle connection; a selector
 *       needs one for all.
 * </ul>
 */
@NullMarked
package org.hextet.examples.asyncchannel;

import org.jspecify.annotations.NullMarked;
