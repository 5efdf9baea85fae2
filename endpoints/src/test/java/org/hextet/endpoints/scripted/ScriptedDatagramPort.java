package org.hextet.endpoints.scripted;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Membership;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.Route;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/** A bound datagram port: what is asked of it stands in the reactor's log. Closing takes a turn. */
public final class ScriptedDatagramPort implements MulticastPort {

    private final ScriptedReactor reactor;
    private final InetSocketAddress local;
    private final DatagramOptions options;
    private final DatagramProtocol protocol;
    private final ScriptedPromise<Void> closeDone = new ScriptedPromise<>(() -> {});
    private final ScriptedPromise<CloseReason> closed = new ScriptedPromise<>(() -> {});
    private @Nullable InetSocketAddress peer;
    private boolean readingPaused;
    private boolean ending;

    ScriptedDatagramPort(
            ScriptedReactor reactor, InetSocketAddress local, DatagramOptions options, DatagramProtocol protocol) {
        this.reactor = reactor;
        this.local = local;
        this.options = options;
        this.protocol = protocol;
    }

    // ---- the script

    public void begin() throws Exception {
        protocol.opened(this);
    }

    /** What a datagram to this port's address does. */
    public void receive(String sender, String text) throws Exception {
        if (readingPaused) {
            throw new AssertionError("reading is paused");
        }
        protocol.received(this, new Came(sender, text));
    }

    public void fail(NetworkFailure failure) throws Exception {
        protocol.failed(this, failure);
    }

    public void pauseWriting() throws Exception {
        protocol.writingPaused(this);
    }

    public void resumeWriting() throws Exception {
        protocol.writingResumed(this);
    }

    /** The socket breaks. */
    public void breakDown() {
        end(new CloseReason.Failed(Failures.of(new Facts(FailureKind.OTHER, "port"), "broken", null)));
    }

    public boolean isReading() {
        return !readingPaused;
    }

    public DatagramOptions options() {
        return options;
    }

    private final class Came implements Datagram {

        private final InetSocketAddress sender;
        private final ByteBuffer data;

        Came(String sender, String text) {
            this.sender = ScriptedReactor.socketAddress(sender);
            this.data = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public ByteBuffer data() {
            return data;
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public InetSocketAddress sender() {
            return sender;
        }

        @Override
        public InetAddress destination() {
            throw new UnsupportedOperationException("not in the script");
        }

        @Override
        public int interfaceIndex() {
            throw new UnsupportedOperationException("not in the script");
        }

        @Override
        public int hopLimit() {
            return 61;
        }

        @Override
        public int trafficClass() {
            return 0xB8;
        }

        @Override
        public int flowLabel() {
            return 0x12345;
        }

        @Override
        public boolean reply(ByteBuffer answer) {
            reactor.log().add("reply " + text(answer) + " by " + here());
            return true;
        }

        @Override
        public Route route() {
            return Route.to(sender);
        }
    }

    // ---- the port

    private String here() {
        return AddressText.formatSocket(local);
    }

    private static String text(ByteBuffer data) {
        return StandardCharsets.US_ASCII.decode(data).toString();
    }

    @Override
    public boolean write(ByteBuffer data, InetSocketAddress to) {
        reactor.log().add("write " + text(data) + " by " + here() + " to " + AddressText.formatSocket(to));
        return true;
    }

    @Override
    public boolean write(ByteBuffer data, Route route) {
        reactor.log()
                .add("write " + text(data) + " by " + here() + " to "
                        + route.to().map(AddressText::formatSocket).orElse("peer")
                        + route.source()
                                .map(source -> " from " + AddressText.format(source))
                                .orElse(""));
        return true;
    }

    @Override
    public boolean write(ByteBuffer data) {
        reactor.log().add("write " + text(data) + " by " + here());
        return true;
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length, Route route) {
        throw new UnsupportedOperationException("not in the script");
    }

    @Override
    public boolean isWritable() {
        return !ending;
    }

    @Override
    public long queuedBytes() {
        return 3;
    }

    @Override
    public long dropped() {
        return 1;
    }

    @Override
    public void pauseReading() {
        readingPaused = true;
    }

    @Override
    public void resumeReading() {
        readingPaused = false;
    }

    @Override
    public Pending<DatagramPort> connect(InetSocketAddress target) {
        String text = AddressText.format(target.getAddress());
        reactor.log().add("connect " + here() + " to " + AddressText.formatSocket(target));
        ScriptedPromise<DatagramPort> done = new ScriptedPromise<>(() -> {});
        reactor.execute(() -> {
            Optional<FailureKind> failure = reactor.connectFailure(text);
            if (failure.isPresent()) {
                done.fail(Failures.of(
                        new Facts(failure.get(), "connect").withRemote(target),
                        "connect to " + AddressText.formatSocket(target) + ": " + failure.get(),
                        null));
            } else {
                peer = target;
                done.succeed(this);
            }
        });
        return done;
    }

    @Override
    public Pending<DatagramPort> disconnect() {
        reactor.log().add("disconnect " + here());
        peer = null;
        ScriptedPromise<DatagramPort> done = new ScriptedPromise<>(() -> {});
        done.succeed(this);
        return done;
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return Optional.ofNullable(peer);
    }

    @Override
    public Pending<FlowLabel> lease(InetAddress destination, FlowLabelRequest request) {
        reactor.log().add("lease by " + here() + " for " + AddressText.format(destination));
        return new ScriptedPromise<>(() -> {});
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return Optional.empty();
    }

    @Override
    public int pathMtu() {
        return 1280;
    }

    @Override
    public List<InetSocketAddress> localAddresses() {
        return List.of(local);
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public <T> T option(SocketOption<T> option) {
        throw new UnsupportedOperationException("not in the script");
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) {
        reactor.log().add("set " + option.name() + " " + value + " of " + here());
    }

    @Override
    public Pending<Void> close() {
        end(new CloseReason.ClosedHere());
        return closeDone;
    }

    private void end(CloseReason reason) {
        if (!ending) {
            ending = true;
            reactor.execute(() -> {
                reactor.released(this);
                try {
                    protocol.closed(this, reason);
                } catch (Exception thrown) {
                    throw new AssertionError(thrown);
                }
                closed.succeed(reason);
                closeDone.complete(null);
            });
        }
    }

    @Override
    public Pending<CloseReason> closed() {
        return closed;
    }

    // ---- groups

    @Override
    public Pending<Membership> join(InetAddress group) {
        throw new UnsupportedOperationException("not in the script");
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on) {
        return joined("join " + AddressText.format(group) + " on " + on.getName());
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on, InetAddress source) {
        return joined(
                "join " + AddressText.format(group) + " on " + on.getName() + " for " + AddressText.format(source));
    }

    private Pending<Membership> joined(String how) {
        reactor.log().add(how);
        ScriptedPromise<Membership> done = new ScriptedPromise<>(() -> {});
        reactor.execute(() -> {
            if (reactor.refusesGroups()) {
                done.fail(Failures.of(new Facts(FailureKind.NOT_AVAILABLE, "join"), how + ": refused", null));
            } else {
                done.complete(null);
            }
        });
        return done;
    }

    @Override
    public Pending<Void> setOutgoingInterface(NetworkInterface out) {
        return setOutgoingInterface(out.getIndex());
    }

    @Override
    public Pending<Void> setOutgoingInterface(int index) {
        reactor.log().add("groups of " + here() + " by " + index);
        ScriptedPromise<Void> done = new ScriptedPromise<>(() -> {});
        done.complete(null);
        return done;
    }

    @Override
    public Pending<Void> clearOutgoingInterface() {
        throw new UnsupportedOperationException("not in the script");
    }

    @Override
    public Optional<NetworkInterface> outgoingInterface() {
        return Optional.empty();
    }

    @Override
    public String toString() {
        return here();
    }
}
