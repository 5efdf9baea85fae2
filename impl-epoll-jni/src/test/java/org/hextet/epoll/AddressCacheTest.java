package org.hextet.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class AddressCacheTest {

    private final AddressCache cache = new AddressCache();
    private final ByteBuffer memory = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());

    private static InetAddress address(int... bytes) throws UnknownHostException {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        return InetAddress.getByAddress(raw);
    }

    private static Inet6Address linkLocal(int scope) throws UnknownHostException {
        byte[] raw = {(byte) 0xFE, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        return Inet6Address.getByAddress(null, raw, scope);
    }

    private InetSocketAddress shown(int family, InetAddress address, int port) {
        Sockaddr.write(memory, 8, family, address, port);
        return cache.of(memory, 8);
    }

    @Test
    void the_same_peer_is_the_same_object() throws UnknownHostException {
        InetSocketAddress first = shown(Syscalls.INET6, linkLocal(2), 9);
        shown(Syscalls.INET6, linkLocal(2), 10);

        assertSame(first, shown(Syscalls.INET6, linkLocal(2), 9));
    }

    @Test
    void two_zones_are_two_peers() throws UnknownHostException {
        InetSocketAddress first = shown(Syscalls.INET6, linkLocal(2), 9);
        InetSocketAddress second = shown(Syscalls.INET6, linkLocal(3), 9);

        assertNotSame(first, second);
        assertEquals(2, ((Inet6Address) first.getAddress()).getScopeId());
        assertEquals(3, ((Inet6Address) second.getAddress()).getScopeId());
    }

    @Test
    void an_ipv4_peer_is_the_same_by_a_socket_of_either_family() throws UnknownHostException {
        InetAddress peer = address(127, 1, 2, 200);
        InetSocketAddress mapped = shown(Syscalls.INET6, peer, 65_535);

        assertInstanceOf(Inet4Address.class, mapped.getAddress());
        assertEquals(peer, mapped.getAddress());
        assertEquals(65_535, mapped.getPort());
        assertSame(mapped, shown(Syscalls.INET, peer, 65_535));
    }

    @Test
    void a_thousand_peers_are_all_remembered_once_they_have_all_been_seen() throws UnknownHostException {
        InetSocketAddress[] seen = new InetSocketAddress[1000];
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < seen.length; i++) {
                seen[i] = shown(Syscalls.INET6, address(127, 0, 0, 1), 10_000 + i);
            }
        }
        for (int i = 0; i < seen.length; i++) {
            assertSame(seen[i], shown(Syscalls.INET6, address(127, 0, 0, 1), 10_000 + i));
        }
    }

    @Test
    void whom_it_has_forgotten_it_makes_anew() throws UnknownHostException {
        for (int i = 1; i < 65_000; i++) {
            InetSocketAddress shown = shown(Syscalls.INET6, address(127, 0, 0, 1), i);
            assertEquals(i, shown.getPort());
        }
        assertEquals(1, shown(Syscalls.INET6, address(127, 0, 0, 1), 1).getPort());
    }
}
