package org.hextet.examples.netty;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.hextet.reactor.driver.ReceivedDatagram;

/** A datagram that is being reported. Its other facts are never asked for: their capabilities are absent. */
record NettyDatagram(ByteBuffer data, boolean isTruncated, InetSocketAddress sender) implements ReceivedDatagram {}
