package org.hextet.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/** A plain datagram socket of the JDK's. */
final class UdpPeer implements AutoCloseable {

    private final DatagramSocket socket;

    UdpPeer(InetAddress local) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(local, 0));
        socket.setSoTimeout(30_000);
    }

    int port() {
        return socket.getLocalPort();
    }

    void send(String text, SocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /** The next datagram; its sender is in it. */
    DatagramPacket receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return packet;
    }

    static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    String ask(String text, InetAddress host, int port) throws IOException {
        send(text, new InetSocketAddress(host, port));
        return text(receive());
    }

    @Override
    public void close() {
        socket.close();
    }
}
