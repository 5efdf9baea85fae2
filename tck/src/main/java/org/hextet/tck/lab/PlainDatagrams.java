package org.hextet.tck.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;

/** A plain JDK datagram socket: a peer that shares no mistake with a provider. For one thread at a time. */
public final class PlainDatagrams implements AutoCloseable {

    private static final int LONGEST = 65_536;

    private final DatagramChannel channel;
    private final DatagramSocket socket;
    private final List<PlainDatagram> heard = new ArrayList<>();

    private PlainDatagrams(DatagramChannel channel) {
        this.channel = channel;
        this.socket = channel.socket();
    }

    /**
     * Opens one: an IPv4 socket for an IPv4 address, else one that has both families.
     *
     * @param local where, port 0 for the kernel's choice
     * @param shared whether others may have the number too (SO_REUSEADDR), as members of groups do
     * @return bound
     * @throws IOException what the kernel said
     */
    public static PlainDatagrams open(InetSocketAddress local, boolean shared) throws IOException {
        ProtocolFamily family =
                local.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        DatagramChannel channel = DatagramChannel.open(family);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, shared);
            channel.bind(local);
            return new PlainDatagrams(channel);
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    /**
     * Where it is bound.
     *
     * @return with the real port
     * @throws IOException if it is closed
     */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Sends.
     *
     * @param text the payload, one character a byte
     * @param to whom to
     * @throws IOException what the kernel said
     */
    public void send(String text, InetSocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /**
     * Waits for a datagram with that payload, of those that came and those that come.
     *
     * @param text the payload, one character a byte
     * @param atMost how long
     * @return the first one; empty if none came in time
     * @throws IOException what the kernel said
     */
    public Optional<PlainDatagram> hear(String text, Duration atMost) throws IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<PlainDatagram> found =
                    heard.stream().filter(one -> one.text().equals(text)).findFirst();
            long left =
                    Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
            if (found.isPresent() || deadline - System.nanoTime() <= 0 || !receive(left)) {
                return found;
            }
        }
    }

    private boolean receive(long millis) throws IOException {
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, millis));
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException none) {
            return false;
        }
        InetSocketAddress sender = (InetSocketAddress) packet.getSocketAddress();
        heard.add(new PlainDatagram(
                new String(packet.getData(), packet.getOffset(), packet.getLength(), StandardCharsets.ISO_8859_1),
                sender,
                zone(sender)));
        return true;
    }

    private static String zone(InetSocketAddress sender) {
        String[] parts = AddressText.format(sender.getAddress()).split("%", 2);
        return parts.length < 2 ? "" : parts[1];
    }

    /**
     * All datagrams with that payload that were heard while it waited, in order.
     *
     * @param text the payload, one character a byte
     * @return of {@link #hear}
     */
    public List<PlainDatagram> heard(String text) {
        return heard.stream().filter(one -> one.text().equals(text)).toList();
    }

    /**
     * The payloads that were heard while it waited, in order.
     *
     * @return of {@link #hear}
     */
    public List<String> texts() {
        return heard.stream().map(PlainDatagram::text).toList();
    }

    /**
     * Joins a group.
     *
     * @param group which
     * @param on where
     * @throws IOException what the kernel said
     */
    public void join(InetAddress group, NetworkInterface on) throws IOException {
        channel.join(group, on);
    }

    /**
     * Sets a socket option.
     *
     * @param option which the JDK has
     * @param value of it
     * @param <T> its type
     * @throws IOException what the kernel said
     */
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        channel.setOption(option, value);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
