package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.UDP;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zones;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.Route;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/** Datagrams on every local address. */
final class UdpEverywhereChecks {

    private static final String LATER = "later: ";

    @Check(
            id = "ALL-013",
            level = MUST,
            needs = UDP,
            source = "contract",
            because = "a client that asked one address throws away what another one answers",
            lookAt = "the route of what came by a wildcard port, or which of several sockets answers")
    void datagrams_over_all_addresses_are_answered_from_the_one_that_was_asked(Rig rig) throws Exception {
        DatagramRecorder server = rig.udp().recorder(DatagramOptions.DEFAULT).onReceived(UdpEverywhereChecks::answer);
        DatagramPort port = rig.await(DatagramEndpoint.of("udp://*:0").listen(rig.reactor(), () -> server));
        int number = port.localAddresses().get(0).getPort();
        for (InetSocketAddress local : port.localAddresses()) {
            rig.expectEqual("the number of " + AddressText.formatSocket(local), number, local.getPort());
        }

        for (InetAddress address : asked(rig, port)) {
            InetSocketAddress there = new InetSocketAddress(address, number);
            DatagramRecorder client = rig.udp().open(clientOf(rig, address));
            for (String how : List.of("", LATER)) {
                String what = "the answer " + how + "of " + AddressText.formatSocket(there);
                String text = how + rig.udp().fresh();
                ReceivedCopy answer = rig.udp()
                        .deliver(what, text, client, data -> client.port().write(data, there));
                rig.expectSameAddress("the sender of " + what, there, answer.sender());
            }
            rig.await(client.port().close());
        }
    }

    /** Where the kernel's own choice would not be the address that was asked, if that can be. */
    private static InetAddress clientOf(Rig rig, InetAddress asked) {
        if (asked instanceof Inet6Address) {
            return asked.isLinkLocalAddress() ? rig.address("::") : rig.v6();
        }
        return asked.isLinkLocalAddress() ? rig.address("0.0.0.0") : rig.v4();
    }

    /** Both loopbacks, and whatever else this host has and the port serves. */
    private static List<InetAddress> asked(Rig rig, DatagramPort port) throws Exception {
        List<InetAddress> asked = new ArrayList<>();
        rig.onEachLoopback(asked::add);
        boolean isWildcard = port.localAddresses().stream()
                .anyMatch(local -> local.getAddress().isAnyLocalAddress());
        if (isWildcard) {
            asked.add(rig.address("127.0.0.2"));
        }
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : each.inetAddresses().toList()) {
                InetAddress usable = AddressRules.usable(address, "ask", Zones.ofHost());
                boolean isServed = port.localAddresses().stream()
                        .anyMatch(local -> AddressKey.sameAddress(local.getAddress(), usable));
                if (isServed) {
                    asked.add(usable);
                }
            }
        }
        return asked;
    }

    private static void answer(DatagramPort port, Datagram datagram) {
        ByteBuffer data = datagram.data();
        if (data.get(data.position()) != LATER.charAt(0)) {
            datagram.reply(data);
            return;
        }
        Route route = datagram.route();
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        port.reactor().execute(() -> port.write(copy, route));
    }
}
