package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zones;
import org.hextet.api.Capability;
import org.hextet.api.Membership;
import org.hextet.api.Pending;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/** The groups of a datagram port as its users change them, and by which interface it reaches groups. Any thread. */
final class PortGroups {

    private final UdpPort port;
    private final DatagramDriver driver;
    private final int handle;
    private final DatagramTargets targets;

    /** Of the loop only. */
    private final Memberships memberships;

    private volatile @Nullable NetworkInterface outgoing;

    /** A change of the groups of a port. */
    @FunctionalInterface
    interface MembershipChange {
        void make(Memberships groups) throws DriverException;
    }

    PortGroups(UdpPort port, DatagramDriver driver, int handle, DatagramTargets targets) {
        this.port = port;
        this.driver = driver;
        this.handle = handle;
        this.targets = targets;
        this.memberships = new Memberships(driver, handle);
    }

    /** Whether this port is to hear it, and not only another one of this host. On the loop. */
    boolean hear(ReceivedDatagram datagram) {
        InetAddress destination = datagram.destination();
        return !destination.isMulticastAddress()
                || memberships.hear(destination, datagram.interfaceIndex(), datagram.sender());
    }

    boolean areOpen() {
        return !port.isEnding();
    }

    Pending<Membership> join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
        InetAddress usable = GroupRules.joinable(group, on);
        targets.requireFamily(usable, "join");
        InetAddress from = source == null
                ? null
                : sourceOf("join " + AddressText.format(usable) + " for " + AddressText.format(source), usable, source);
        return port.<Membership>ask("join", promise -> {
            try {
                memberships.join(usable, on.getIndex(), from);
                promise.finish(new GroupMembership(this, usable, on, from));
            } catch (DriverException failed) {
                promise.finishWith(failure("join", usable, on, failed));
            } catch (IllegalStateException mixed) {
                promise.finishWith(new IllegalStateException(
                        "join " + AddressText.format(usable) + " on " + on.getName() + ": " + mixed.getMessage(),
                        mixed));
            }
        });
    }

    /** A sender in a group: what can be one, in the form to use. */
    InetAddress sourceOf(String what, InetAddress group, InetAddress sender) {
        port.capabilities().require(Capability.MULTICAST_SSM);
        InetAddress usable = AddressRules.usable(sender, what, Zones.ofHost());
        if (usable.isMulticastAddress() || usable.isAnyLocalAddress()) {
            throw new IllegalArgumentException(what + ": a source is one host; give its unicast address");
        }
        AddressRules.requireSameFamily(group, usable, what);
        return usable;
    }

    Pending<Void> change(String operation, InetAddress group, NetworkInterface on, MembershipChange change) {
        return port.ask(operation, promise -> {
            try {
                change.make(memberships);
                promise.finishEmpty();
            } catch (DriverException failed) {
                promise.finishWith(failure(operation, group, on, failed));
            }
        });
    }

    private IOException failure(String operation, InetAddress group, NetworkInterface on, DriverException failed) {
        return DatagramFailures.membership(
                operation,
                failed.errno(),
                targets.local(),
                group,
                on.getName(),
                failed.platform().orElse(null));
    }

    // ---- the way out

    Pending<Void> leaveBy(int index) {
        NetworkInterface out = index < 1 ? null : GroupRules.interfaceOf(index);
        if (out == null) {
            throw new IllegalArgumentException("set outgoing interface " + index + ": there is none of that index; "
                    + MulticastInterfaces.listed());
        }
        return leaveBy(out);
    }

    Pending<Void> leaveBy(@Nullable NetworkInterface out) {
        int index = out == null ? 0 : out.getIndex();
        if (out != null) {
            DatagramTargets.requireInterface(index, "set outgoing interface " + out.getName());
        }
        return port.ask("set outgoing interface", promise -> {
            try {
                driver.outgoingInterface(handle, index);
                outgoing = out;
                targets.groupsLeaveBy(index);
                promise.finishEmpty();
            } catch (DriverException failed) {
                promise.finishWith(ErrnoFailures.option(
                        "set outgoing interface " + (out == null ? "none" : out.getName()) + " of "
                                + formatSocket(targets.local()),
                        failed.errno(),
                        failed.platform().orElse(null)));
            }
        });
    }

    Optional<NetworkInterface> outgoing() {
        return Optional.ofNullable(outgoing);
    }
}
