package org.hextet.tck.checks;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.addresses.AddressText;
import org.hextet.tck.rig.Rig;

/**
 * Where a check meets: a group that no other check has, on one link of the lab.
 *
 * @param group with the zone of the link if it is link-local
 * @param link on this host
 * @param here this host's address there, of the group's family
 */
record Meeting(InetAddress group, NetworkInterface link, InetAddress here) {

    private static final AtomicInteger NEXT = new AtomicInteger();

    /** A link-local one: {@code ff02::7b:1%veth0}. */
    static Meeting linkLocal(Rig rig, int link) throws SocketException {
        String zone = rig.lab().link(link);
        return new Meeting(
                rig.address(fresh("ff02") + "%" + zone), link(zone), rig.lab().linkLocal(link));
    }

    /** A transient one of the whole organization, which a zone means nothing to: {@code ff18::7b:1}. */
    static Meeting wide(Rig rig, int link) throws SocketException {
        return new Meeting(
                rig.address(fresh("ff18")),
                link(rig.lab().link(link)),
                rig.lab().uniqueLocal(link));
    }

    /** One of IPv4: {@code 239.123.0.1}. */
    static Meeting ipv4(Rig rig, int link) throws SocketException {
        int number = NEXT.incrementAndGet();
        return new Meeting(
                rig.address("239.123." + (number >> 8) + "." + (number & 0xFF)),
                link(rig.lab().link(link)),
                rig.lab().ipv4(link));
    }

    /** One of each family, on the first link. */
    static List<Meeting> ofEachFamily(Rig rig) throws SocketException {
        return List.of(linkLocal(rig, 0), ipv4(rig, 0));
    }

    /** The same group on another link. */
    Meeting onLink(Rig rig, int other) throws SocketException {
        String zone = rig.lab().link(other);
        return isIpv4()
                ? new Meeting(group, link(zone), rig.lab().ipv4(other))
                : isLinkLocal()
                        ? new Meeting(
                                rig.address(plain() + "%" + zone),
                                link(zone),
                                rig.lab().linkLocal(other))
                        : new Meeting(group, link(zone), rig.lab().uniqueLocal(other));
    }

    private static String fresh(String scope) {
        return scope + "::7b:" + Integer.toHexString(NEXT.incrementAndGet());
    }

    static NetworkInterface link(String name) throws SocketException {
        return Objects.requireNonNull(NetworkInterface.getByName(name), name);
    }

    boolean isIpv4() {
        return group instanceof Inet4Address;
    }

    private boolean isLinkLocal() {
        return group instanceof Inet6Address inet6 && inet6.isMCLinkLocal();
    }

    /** The wildcard of the group's family. */
    String wildcard() {
        return isIpv4() ? "0.0.0.0" : "::";
    }

    /** Where members with that port number hear. */
    InetSocketAddress at(int port) {
        return new InetSocketAddress(group, port);
    }

    /** As the far host writes it, where its link has that name. */
    String asSeenBy(String farLink) {
        return isLinkLocal() ? plain() + "%" + farLink : plain();
    }

    /** This host's address as the far host writes it, where its link has that name. */
    String hereAsSeenBy(String farLink) {
        String[] parts = AddressText.format(here).split("%", 2);
        return parts.length < 2 ? parts[0] : parts[0] + "%" + farLink;
    }

    /** The group, without zone. */
    String plain() {
        return plain(group);
    }

    /** This host's address, without zone. */
    String plainHere() {
        return plain(here);
    }

    static String plain(InetAddress address) {
        return AddressText.format(address).split("%", 2)[0];
    }

    @Override
    public String toString() {
        return AddressText.format(group) + " on " + link.getName();
    }
}
