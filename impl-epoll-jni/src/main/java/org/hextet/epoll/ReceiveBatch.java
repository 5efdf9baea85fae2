package org.hextet.epoll;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/**
 * What one native call has received for a port, and the one of it that is being shown. A message may be many datagrams
 * (UDP_GRO): each is shown by itself. Of the loop only.
 */
final class ReceiveBatch implements ReceivedDatagram {

    /** Whatever can come as one message. */
    private static final int SLOT = 64 << 10;

    /** Slots begin in different sets of the processor's caches: an odd number of lines lies between them. */
    private static final int STRIDE = SLOT + 25 * 64;

    /** Slots at the beginning; whenever all are filled they become so many times as many. */
    private static final int GROWTH = 4;

    private static final byte OVERWRITTEN = (byte) 0xDB;

    /** A joined message fills a slot whatever a port's limit is, so it is their number that is small for most. */
    private int slots = GROWTH;

    private boolean isFilled;
    private Memory area = new Memory(slots * STRIDE);
    private final Memory records = new Memory(Syscalls.DATAGRAMS * DatagramRecords.BYTES);
    private final AddressCache peers;
    private final AddressCache destinations = new AddressCache();

    /** The read-only face of the area, which protocols see. */
    private ByteBuffer lent = area.buffer.asReadOnlyBuffer();

    private @Nullable EpollDatagramPort port;
    private int count;
    private int index;

    /** The record of the message that is shown. */
    private int record;

    /** Where in the area the next datagram of the same message begins. */
    private int next;

    /** How much of the message is behind the datagram that is shown. */
    private int left;

    /** How long each datagram of the message is; 0 if it is a single one. */
    private int segment;

    private boolean isTruncated;

    /** The kernel has cut the message. */
    private boolean isCut;

    private @Nullable InetSocketAddress sender;

    /** The sender before, and where it stands. */
    private @Nullable InetSocketAddress senderBefore;

    private int senderBeforeAt;

    ReceiveBatch(AddressCache peers) {
        this.peers = peers;
    }

    /** How many messages it has room for now. */
    int slots() {
        if (isFilled && slots < Syscalls.DATAGRAMS) {
            // Nothing is lent of what was received last: it would be overwritten now.
            slots *= GROWTH;
            area = new Memory(slots * STRIDE);
            lent = area.buffer.asReadOnlyBuffer();
            isFilled = false;
        }
        return slots;
    }

    /** Receives {@link #slots()} messages at most. How many came, or -errno. */
    int receive(EpollDatagramPort to, int most) {
        int received = Syscalls.receiveDatagrams(
                to.fd(),
                area.address,
                STRIDE,
                to.joinsSegments ? SLOT : to.receiveLimit,
                records.address,
                most,
                to.hasControl);
        port = to;
        count = Math.max(received, 0);
        isFilled = count == slots;
        index = -1;
        left = 0;
        senderBefore = null;
        return received;
    }

    /** Whose it is. */
    @Nullable
    EpollDatagramPort port() {
        return port;
    }

    /** Shows the next datagram. False if there is none. */
    boolean next(int receiveLimit) {
        if (left == 0) {
            index++;
            if (index >= count) {
                port = null;
                return false;
            }
            record = index * DatagramRecords.BYTES;
            next = index * STRIDE;
            left = records.buffer.getInt(record + DatagramRecords.LENGTH_AT);
            segment = records.buffer.getInt(record + DatagramRecords.SEGMENT_AT);
            isCut = (records.buffer.getInt(record + DatagramRecords.FLAGS_AT) & DatagramRecords.TRUNCATED) != 0;
            sender = null;
        }
        int size = segment > 0 ? Math.min(segment, left) : left;
        int shown = Math.min(size, receiveLimit);
        isTruncated = isCut || shown < size;
        lent.limit(next + shown).position(next);
        next += size;
        left -= size;
        return true;
    }

    /** Whether there is another datagram to show. */
    boolean hasMore() {
        return left > 0 || index + 1 < count;
    }

    /** The rest of it is of no use. */
    void end() {
        port = null;
        left = 0;
        index = count;
    }

    /** How many datagrams one message of this batch is at most. */
    int longestRun() {
        int longest = 1;
        for (int i = 0; i < count; i++) {
            int at = i * DatagramRecords.BYTES;
            int each = records.buffer.getInt(at + DatagramRecords.SEGMENT_AT);
            if (each > 0) {
                longest = Math.max(longest, (records.buffer.getInt(at + DatagramRecords.LENGTH_AT) - 1) / each + 1);
            }
        }
        return longest;
    }

    /** Overwrites what was received, when all that was sent of it has left. */
    void overwrite() {
        for (int i = 0; i < count; i++) {
            int length = records.buffer.getInt(i * DatagramRecords.BYTES + DatagramRecords.LENGTH_AT);
            for (int at = i * STRIDE; at < i * STRIDE + length; at++) {
                area.buffer.put(at, OVERWRITTEN);
            }
        }
    }

    /** Whether the port of the datagram is to hear its sender. */
    boolean isHeard(EpollDatagramPort by) {
        return by.peer == null || by.hears(records.buffer, senderAt());
    }

    /** Where in {@link #records()} the sender stands as a struct sockaddr. */
    int senderAt() {
        return record + DatagramRecords.SENDER_AT;
    }

    int destinationAt() {
        return record + DatagramRecords.DESTINATION_AT;
    }

    ByteBuffer records() {
        return records.buffer;
    }

    /** Whether it is the buffer that is lent now. */
    @SuppressWarnings("ReferenceEquality") // the very object: a slice of it may be anything
    boolean isLent(ByteBuffer buffer) {
        return buffer == lent;
    }

    /** The address of what a lent buffer shows. */
    long address(ByteBuffer lentNow) {
        return area.address + lentNow.position();
    }

    ByteBuffer area() {
        return area.buffer;
    }

    long areaAddress() {
        return area.address;
    }

    // ---- the datagram that is shown

    @Override
    public ByteBuffer data() {
        return lent;
    }

    @Override
    public boolean isTruncated() {
        return isTruncated;
    }

    @Override
    public InetSocketAddress sender() {
        InetSocketAddress known = sender;
        if (known == null) {
            known = senderBefore;
            if (known == null || !Sockaddr.isSame(records.buffer, senderBeforeAt, senderAt())) {
                known = peers.of(records.buffer, senderAt());
            }
            sender = known;
            senderBefore = known;
            senderBeforeAt = senderAt();
        }
        return known;
    }

    /** Whether it is the sender of the datagram that is shown, as it was told. */
    @SuppressWarnings("ReferenceEquality") // the very object: an equal one may have another zone
    boolean isSender(InetSocketAddress address) {
        return address == sender && port != null;
    }

    @Override
    public InetAddress destination() {
        ByteBuffer from = records.buffer;
        int at = destinationAt();
        if (destinationFamily() == Syscalls.INET) {
            return destinations.of(0, Sockaddr.mapped(from.getInt(at)), 0, 0).getAddress();
        }
        int scope = needsScope(from.get(at), from.get(at + 1)) ? interfaceIndex() : 0;
        return destinations
                .of(from.getLong(at), from.getLong(at + Long.BYTES), scope, 0)
                .getAddress();
    }

    /** fe80::/10, and groups of an interface or a link. */
    static boolean needsScope(byte first, byte second) {
        return (first == (byte) 0xFE && (second & 0xC0) == 0x80)
                || (first == (byte) 0xFF && ((second & 0xF) == 1 || (second & 0xF) == 2));
    }

    int destinationFamily() {
        return records.buffer.getInt(record + DatagramRecords.FAMILY_AT);
    }

    @Override
    public boolean isAnswerable() {
        return records.buffer.getInt(record + DatagramRecords.ANSWERABLE_AT) != 0;
    }

    @Override
    public int interfaceIndex() {
        return records.buffer.getInt(record + DatagramRecords.INTERFACE_AT);
    }

    @Override
    public int hopLimit() {
        return records.buffer.getInt(record + DatagramRecords.HOP_LIMIT_AT);
    }

    @Override
    public int trafficClass() {
        return records.buffer.getInt(record + DatagramRecords.TRAFFIC_CLASS_AT);
    }

    @Override
    public int flowLabel() {
        return records.buffer.getInt(record + DatagramRecords.FLOW_LABEL_AT);
    }
}
