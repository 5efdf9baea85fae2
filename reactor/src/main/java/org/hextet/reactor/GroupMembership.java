package org.hextet.reactor;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.addresses.AddressText;
import org.hextet.api.Membership;
import org.hextet.api.Pending;
import org.jspecify.annotations.Nullable;

/** One membership as its user holds it. Any thread. */
final class GroupMembership implements Membership {

    private final PortGroups groups;
    private final InetAddress group;
    private final NetworkInterface on;
    private final @Nullable InetAddress source;
    private final AtomicBoolean left = new AtomicBoolean();

    GroupMembership(PortGroups groups, InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
        this.groups = groups;
        this.group = group;
        this.on = on;
        this.source = source;
    }

    @Override
    public InetAddress group() {
        return group;
    }

    @Override
    public NetworkInterface networkInterface() {
        return on;
    }

    @Override
    public Optional<InetAddress> source() {
        return Optional.ofNullable(source);
    }

    @Override
    public boolean isHeld() {
        return !left.get() && groups.areOpen();
    }

    @Override
    public Pending<Void> leave() {
        if (!left.compareAndSet(false, true)) {
            throw notHeld("leave");
        }
        return groups.change("leave", group, on, joined -> joined.leave(group, on.getIndex(), source));
    }

    @Override
    public Pending<Void> block(InetAddress sender) {
        return block("block", sender, true);
    }

    @Override
    public Pending<Void> unblock(InetAddress sender) {
        return block("unblock", sender, false);
    }

    private Pending<Void> block(String operation, InetAddress sender, boolean blocked) {
        InetAddress usable = groups.sourceOf(operation + " " + AddressText.format(sender) + " in", group, sender);
        if (left.get()) {
            throw notHeld(operation);
        }
        if (source != null) {
            throw new IllegalStateException(operation + " " + AddressText.format(sender) + " in " + this
                    + ": it hears that one source alone; leave it instead");
        }
        return groups.change(operation, group, on, joined -> joined.block(group, on.getIndex(), usable, blocked));
    }

    private IllegalStateException notHeld(String operation) {
        return new IllegalStateException(operation + " " + this + ": this membership was left before; join again");
    }

    @Override
    public String toString() {
        return AddressText.format(group) + " on " + on.getName()
                + (source == null ? "" : " for " + AddressText.format(source));
    }
}
