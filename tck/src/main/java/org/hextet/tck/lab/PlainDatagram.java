package org.hextet.tck.lab;

import java.net.InetSocketAddress;

/**
 * A datagram that a plain JDK socket received.
 *
 * @param text its payload, one character a byte
 * @param sender who sent it, as that host sees it; without zone if it is another host
 * @param zone that host's link by which a link-local sender reached it; empty of other senders
 */
public record PlainDatagram(String text, InetSocketAddress sender, String zone) {}
