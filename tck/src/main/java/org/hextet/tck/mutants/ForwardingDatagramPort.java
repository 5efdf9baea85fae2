package org.hextet.tck.mutants;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.hextet.api.CloseReason;
import org.hextet.api.DatagramPort;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.Route;
import org.hextet.api.failure.NetworkFailure;

/** A datagram port that passes on to another one what it does not change. */
abstract class ForwardingDatagramPort implements DatagramPort {

    /** Gets every call that is not overridden. */
    protected final DatagramPort beneath;

    ForwardingDatagramPort(DatagramPort beneath) {
        this.beneath = beneath;
    }

    @Override
    public boolean write(ByteBuffer data, InetSocketAddress to) {
        return beneath.write(data, to);
    }

    @Override
    public boolean write(ByteBuffer data, Route route) {
        return beneath.write(data, route);
    }

    @Override
    public boolean write(ByteBuffer data) {
        return beneath.write(data);
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length, Route route) {
        return beneath.write(data, offset, length, route);
    }

    @Override
    public boolean isWritable() {
        return beneath.isWritable();
    }

    @Override
    public long queuedBytes() {
        return beneath.queuedBytes();
    }

    @Override
    public long dropped() {
        return beneath.dropped();
    }

    @Override
    public void pauseReading() {
        beneath.pauseReading();
    }

    @Override
    public void resumeReading() {
        beneath.resumeReading();
    }

    @Override
    public Pending<DatagramPort> connect(InetSocketAddress peer) {
        return beneath.connect(peer);
    }

    @Override
    public Pending<DatagramPort> disconnect() {
        return beneath.disconnect();
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return beneath.remoteAddress();
    }

    @Override
    public Pending<FlowLabel> lease(InetAddress destination, FlowLabelRequest request) {
        return beneath.lease(destination, request);
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return beneath.flowLabel();
    }

    @Override
    public int pathMtu() throws IOException {
        return beneath.pathMtu();
    }

    @Override
    public List<InetSocketAddress> localAddresses() {
        return beneath.localAddresses();
    }

    @Override
    public List<NetworkFailure> missing() {
        return beneath.missing();
    }

    @Override
    public Reactor reactor() {
        return beneath.reactor();
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return beneath.option(option);
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        beneath.option(option, value);
    }

    @Override
    public Pending<Void> close() {
        return beneath.close();
    }

    @Override
    public Pending<CloseReason> closed() {
        return beneath.closed();
    }
}
