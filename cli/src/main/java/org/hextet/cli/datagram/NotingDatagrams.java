package org.hextet.cli.datagram;

import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.failure.NetworkFailure;

/** Tells what is known of each datagram before its protocol has it, and what could not be sent. */
public final class NotingDatagrams implements DatagramProtocol {

    private final DatagramProtocol protocol;
    private final Consumer<String> note;

    /** Whether the protocol tells of failures by itself. */
    private final boolean ofReceivedOnly;

    private NotingDatagrams(DatagramProtocol protocol, Consumer<String> note, boolean ofReceivedOnly) {
        this.protocol = protocol;
        this.note = note;
        this.ofReceivedOnly = ofReceivedOnly;
    }

    /**
     * Tells what came, and what could not be sent.
     *
     * @param protocol what is done with datagrams
     * @param note takes the lines
     * @return for one port, opened with {@link FactsLine#asking}
     */
    public static DatagramProtocol ofAll(DatagramProtocol protocol, Consumer<String> note) {
        return new NotingDatagrams(protocol, note, false);
    }

    /**
     * Tells what came: the protocol tells of failures by itself.
     *
     * @param protocol what is done with datagrams
     * @param note takes the lines
     * @return for one port, opened with {@link FactsLine#asking}
     */
    public static DatagramProtocol ofReceived(DatagramProtocol protocol, Consumer<String> note) {
        return new NotingDatagrams(protocol, note, true);
    }

    @Override
    public void opened(DatagramPort port) throws Exception {
        protocol.opened(port);
    }

    @Override
    public void received(DatagramPort port, Datagram datagram) throws Exception {
        note.accept(FactsLine.of(port, datagram));
        protocol.received(port, datagram);
    }

    @Override
    public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
        if (!ofReceivedOnly) {
            note.accept(failure.getMessage());
        }
        protocol.failed(port, failure);
    }

    @Override
    public void pathMtuChanged(DatagramPort port, InetSocketAddress destination, int mtu) throws Exception {
        note.accept("path MTU to " + AddressText.formatSocket(destination) + ": " + mtu + " bytes");
        protocol.pathMtuChanged(port, destination, mtu);
    }

    @Override
    public void writingPaused(DatagramPort port) throws Exception {
        protocol.writingPaused(port);
    }

    @Override
    public void writingResumed(DatagramPort port) throws Exception {
        protocol.writingResumed(port);
    }

    @Override
    public void closed(DatagramPort port, CloseReason reason) throws Exception {
        protocol.closed(port, reason);
    }
}
