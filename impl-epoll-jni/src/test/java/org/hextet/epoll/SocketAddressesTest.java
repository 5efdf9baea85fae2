package org.hextet.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.hextet.addresses.AddressText;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SocketAddressesTest {

    @BeforeAll
    static void needs_the_library() {
        assumeTrue(
                NativeLibrary.unavailable().isEmpty(),
                () -> NativeLibrary.unavailable().orElse(""));
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    @Test
    void an_address_is_read_as_it_was_written() throws UnknownHostException {
        for (InetSocketAddress written : new InetSocketAddress[] {
            new InetSocketAddress(address("192.0.2.129"), 65535),
            new InetSocketAddress(address("2001:db8:1:2:fffe:dcba:8000:ff"), 1),
            new InetSocketAddress(address("::"), 0),
            new InetSocketAddress(
                    Inet6Address.getByAddress(null, address("fe80::1").getAddress(), 7), 443)
        }) {
            SocketAddresses addresses = new SocketAddresses();

            addresses.write(written);
            InetSocketAddress read = addresses.readRemote();

            assertEquals(written, read);
            assertEquals(scope(written), scope(read));
        }
    }

    private static int scope(InetSocketAddress of) {
        return of.getAddress() instanceof Inet6Address inet6 ? inet6.getScopeId() : 0;
    }

    @Test
    void a_flow_label_is_no_part_of_the_address_that_is_read() {
        SocketAddresses addresses = new SocketAddresses();
        InetSocketAddress written = new InetSocketAddress(address("2001:db8::1"), 80);

        addresses.write(written);
        addresses.writeFlowLabel(0xFFFFF);

        assertEquals(written, addresses.readRemote());
    }

    @Test
    void an_ipv6_address_does_not_keep_what_an_ipv4_one_left_in_the_memory() {
        SocketAddresses addresses = new SocketAddresses();

        addresses.write(new InetSocketAddress(address("255.255.255.255"), 1));
        addresses.write(new InetSocketAddress(address("::1"), 1));

        assertEquals(address("::1"), addresses.readRemote().getAddress());
    }

    @Test
    void addresses_that_repeat_are_one_object_and_others_are_not() {
        SocketAddresses addresses = new SocketAddresses();
        addresses.write(new InetSocketAddress(address("::1"), 80));
        InetSocketAddress first = addresses.readLocal();
        InetSocketAddress again = addresses.readLocal();
        addresses.write(new InetSocketAddress(address("::1"), 81));
        InetSocketAddress otherPort = addresses.readLocal();
        addresses.write(new InetSocketAddress(address("::2"), 81));
        InetSocketAddress otherAddress = addresses.readLocal();
        addresses.write(new InetSocketAddress(address("0.0.0.2"), 81));
        InetSocketAddress otherFamily = addresses.readLocal();

        assertSame(first, again);
        assertNotSame(first, otherPort);
        assertSame(first.getAddress(), otherPort.getAddress());
        assertEquals(address("::2"), otherAddress.getAddress());
        assertEquals(Inet4Address.class, otherFamily.getAddress().getClass());
    }
}
