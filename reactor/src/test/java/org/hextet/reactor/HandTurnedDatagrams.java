package org.hextet.reactor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hextet.addresses.AddressText;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Route;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/** Datagrams by hand: what is sent and asked is written down, as long as there is room. */
final class HandTurnedDatagrams implements DatagramDriver {

    final List<String> sent = new ArrayList<>();
    final List<String> asked = new ArrayList<>();

    /** How many more datagrams there is room for. */
    int room = Integer.MAX_VALUE;

    /** How many {@link #flush} says are left. */
    int left;

    @Nullable
    DriverException nextFailure;

    /** A lease is refused with this. */
    @Nullable
    DriverException nextLease;

    int silentInterface;

    private final HandTurnedDriver driver;

    HandTurnedDatagrams(HandTurnedDriver driver) {
        this.driver = driver;
    }

    /** A datagram as the test wants it; facts are numbers that can be told apart. */
    record Came(
            ByteBuffer data,
            boolean isTruncated,
            InetSocketAddress sender,
            InetAddress destination,
            boolean isAnswerable,
            int interfaceIndex,
            int hopLimit,
            int trafficClass,
            int flowLabel)
            implements ReceivedDatagram {

        static Came from(String sender, String destination, String text) {
            InetAddress to = AddressText.parse(destination).toInetAddress();
            return new Came(
                    ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer(),
                    false,
                    HandTurned.address(sender, 9),
                    to,
                    !to.isMulticastAddress(),
                    3,
                    61,
                    0xB8,
                    0x54321);
        }
    }

    @Override
    public Set<SocketOption<?>> options() {
        return Set.of(StandardSocketOptions.SO_BROADCAST);
    }

    @Override
    public int bind(InetSocketAddress local, DatagramSetup setup) throws DriverException {
        fail();
        return driver.newHandle(local, local);
    }

    private void fail() throws DriverException {
        DriverException failure = nextFailure;
        nextFailure = null;
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void connect(int port, InetSocketAddress peer) throws DriverException {
        fail();
        asked.add("connect " + AddressText.formatSocket(peer));
    }

    @Override
    public void disconnect(int port) throws DriverException {
        fail();
        asked.add("disconnect");
    }

    private boolean take(ByteBuffer data, String whom) {
        if (room == 0) {
            return false;
        }
        room--;
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        sent.add(new String(bytes, StandardCharsets.US_ASCII) + " " + whom);
        return true;
    }

    @Override
    public boolean send(int port, ByteBuffer data, @Nullable InetSocketAddress to) {
        return take(data, to == null ? "to peer" : "to " + AddressText.formatSocket(to));
    }

    @Override
    public boolean send(int port, ByteBuffer data, Route route) {
        return take(
                data,
                "by route to "
                        + route.to().map(AddressText::formatSocket).orElse("peer")
                        + route.source()
                                .map(from -> " from " + AddressText.format(from))
                                .orElse(""));
    }

    @Override
    public boolean reply(int port, ByteBuffer data) {
        return take(data, "as reply");
    }

    @Override
    public int flush(int port) {
        return left;
    }

    @Override
    public void join(int port, InetAddress group, int interfaceIndex, @Nullable InetAddress source)
            throws DriverException {
        fail();
        asked.add("join " + AddressText.format(group) + (source == null ? "" : " for " + AddressText.format(source)));
    }

    @Override
    public void leave(int port, InetAddress group, int interfaceIndex, @Nullable InetAddress source) {
        asked.add("leave " + AddressText.format(group) + (source == null ? "" : " for " + AddressText.format(source)));
    }

    @Override
    public void block(int port, InetAddress group, int interfaceIndex, InetAddress source, boolean blocked) {
        asked.add((blocked ? "block " : "unblock ") + AddressText.format(source));
    }

    @Override
    public int silentInterface() {
        return silentInterface;
    }

    @Override
    public int lease(int port, InetAddress destination, FlowLabelRequest request) throws DriverException {
        DriverException refusal = nextLease;
        if (refusal != null) {
            throw refusal;
        }
        return request.label().orElse(0x12345);
    }

    @Override
    public void renew(int port, InetAddress destination, int label, Duration linger, Duration expires) {
        asked.add("renew " + label);
    }

    @Override
    public void release(int port, InetAddress destination, int label) {
        asked.add("release " + label);
    }
}
