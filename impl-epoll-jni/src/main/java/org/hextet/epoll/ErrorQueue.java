package org.hextet.epoll;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What the kernel keeps of single datagrams that failed (IP_RECVERR), until it is read. Of the loop only. */
final class ErrorQueue {

    /** Failures that are read at a time. */
    private static final int MOST = 64;

    private final Memory record = new Memory(DatagramRecords.ERROR_BYTES);
    private final AddressCache peers;
    private final Findings findings;
    private int count;
    private int refusedMtu;

    ErrorQueue(AddressCache peers, Findings findings) {
        this.peers = peers;
        this.findings = findings;
    }

    /** Reads what there is: one finding for each kind, whatever number of datagrams it is about. */
    @SuppressWarnings("ReferenceEquality") // the same one is the same object, and equal ones may be of two zones
    ErrorQueue read(EpollDatagramPort port) {
        refusedMtu = -1;
        count = 0;
        int lastError = 0;
        int lastMtu = -1;
        InetSocketAddress last = null;
        for (int i = 0; i < MOST && port.hasErrorQueue && Syscalls.receiveError(port.fd(), record.address) >= 0; i++) {
            count++;
            int error = record.buffer.getInt(DatagramRecords.ERROR_AT);
            int origin = record.buffer.getInt(DatagramRecords.ORIGIN_AT);
            int mtu = record.buffer.getInt(DatagramRecords.INFO_AT);
            if (origin == DatagramRecords.LOCAL) {
                // Whoever sent it was told so by the call.
                refusedMtu = error == Errnos.EMSGSIZE ? mtu : refusedMtu;
                continue;
            }
            InetSocketAddress destination = destination();
            boolean isNew = error != lastError || mtu != lastMtu || destination != last;
            if (!isNew || (origin != DatagramRecords.ICMP && origin != DatagramRecords.ICMP6)) {
                continue;
            }
            lastError = error;
            lastMtu = mtu;
            last = destination;
            if (error == Errnos.EMSGSIZE) {
                if ((port.isDontFragment || port.hasDontFragmentRoutes) && destination != null) {
                    findings.pathMtu(port, destination, mtu);
                }
            } else if (port.peer != null) {
                findings.failed(port, -error, destination == null ? port.peer : destination, -1, -1);
            }
        }
        return this;
    }

    /** How many failures were read last. */
    int count() {
        return count;
    }

    /** The path MTU of what this host has refused to send, among what was read last; negative if there was none. */
    int refusedMtu() {
        return refusedMtu;
    }

    private @Nullable InetSocketAddress destination() {
        int at = DatagramRecords.ERROR_DESTINATION_AT;
        return record.buffer.getShort(at) == 0 ? null : peers.of(record.buffer, at);
    }
}
