/**
 * A transport by a stranger: on Netty's event loop, with nothing but what Hextet exports. Begin with
 * {@link org.hextet.examples.netty.NettyProvider}; {@link org.hextet.examples.netty.NettyReactor} is for those who have
 * an event loop already.
 *
 * <h2>What it shows</h2>
 *
 * <ul>
 *   <li>A driver that is hosted: the loop is another library's. It takes turns as tasks of the event loop, and lets the
 *       loop look at its sockets where a turn asks for it.
 *   <li>A driver of events: a handler hears what has happened, and tells the reactor at once. What is found out inside
 *       a call of the reactor waits for the next turn.
 *   <li>Lending: what Netty has read is lent as it is, and sent on from the same memory, which is counted until the
 *       last such send has left.
 *   <li>Channels are made and prepared as the JDK's, so that every failure has its errno, and handed to Netty then.
 *   <li>Its test is the TCK.
 * </ul>
 *
 * <h2>What it lacks</h2>
 *
 * All that Netty's NIO channels lack is declared absent, with the reason: {@code hextet providers} lists it.
 */
@NullMarked
package org.hextet.examples.netty;

import org.jspecify.annotations.NullMarked;
