package org.hextet.nio;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/** What a driver tells of its datagrams, as lines. */
final class TurnLog implements Events {

    final List<String> lines = new ArrayList<>();

    /** Something to do inside the callback of a datagram. */
    @FunctionalInterface
    interface Reaction {
        void to(int port, ReceivedDatagram datagram);
    }

    Reaction reaction = (port, datagram) -> {};

    /** What was told since this was asked last. */
    List<String> taken() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    public void receivedDatagram(int port, ReceivedDatagram datagram) {
        String text =
                StandardCharsets.US_ASCII.decode(datagram.data().duplicate()).toString();
        lines.add("received " + port + " \"" + text + '"' + (datagram.isTruncated() ? " cut" : ""));
        reaction.to(port, datagram);
    }

    @Override
    public void datagramFailed(
            int port,
            Errno errno,
            @Nullable InetSocketAddress destination,
            int size,
            int mtu,
            @Nullable Throwable platform) {
        lines.add("failed " + port + ' ' + errno + ' ' + size);
    }

    @Override
    public void sent(int handle) {
        lines.add("sent " + handle);
    }

    @Override
    public void closed(int handle) {
        lines.add("closed " + handle);
    }

    @Override
    public void pathMtuChanged(int port, InetSocketAddress destination, int mtu) {
        throw unexpected();
    }

    @Override
    public void accepted(int listener, int connection) {
        throw unexpected();
    }

    @Override
    public void acceptFailed(int listener, Errno errno, @Nullable Throwable platform) {
        throw unexpected();
    }

    @Override
    public void connected(int connection) {
        throw unexpected();
    }

    @Override
    public void received(int connection, ByteBuffer lent) {
        throw unexpected();
    }

    @Override
    public void inputEnded(int connection) {
        throw unexpected();
    }

    @Override
    public void failed(int connection, Errno errno, @Nullable Throwable platform) {
        throw unexpected();
    }

    private static AssertionError unexpected() {
        return new AssertionError("there are datagrams only");
    }
}
