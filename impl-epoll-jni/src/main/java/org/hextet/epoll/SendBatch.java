package org.hextet.epoll;

import static org.hextet.epoll.MessageLayout.CONTROL_AT;
import static org.hextet.epoll.MessageLayout.CONTROL_LENGTH_AT;
import static org.hextet.epoll.MessageLayout.MESSAGE_BYTES;
import static org.hextet.epoll.MessageLayout.NAME_AT;
import static org.hextet.epoll.MessageLayout.NAME_LENGTH_AT;
import static org.hextet.epoll.MessageLayout.RANGES_AT;
import static org.hextet.epoll.MessageLayout.RANGE_BYTES;
import static org.hextet.epoll.MessageLayout.RANGE_COUNT_AT;
import static org.hextet.epoll.MessageLayout.RANGE_LENGTH_AT;

import java.nio.ByteBuffer;
import org.hextet.reactor.driver.DatagramSetup;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of one port that leave together, as the kernel reads them. A run of equally long ones to one peer by one
 * way is one message, which the kernel takes apart again (UDP_SEGMENT). Of the loop only.
 *
 * <p>The next datagram's name and control messages are written to their places first, then it is added.
 */
final class SendBatch {

    /** Messages at most. */
    static final int MESSAGES = 64;

    /** Datagrams of one message at most: what every kernel takes. */
    private static final int SEGMENTS = 64;

    private static final int RANGES = 256;
    private static final int NAME_BYTES = EncodedAddresses.BYTES;
    private static final int CONTROL_BYTES = ControlMessages.MOST_BYTES;
    private static final int AREA = 128 << 10;

    /** What is kept of lent memory beyond this is given back. */
    private static final int MOST_KEPT = 256 << 10;

    /** One message more than are sent: of a message that the kernel does not take apart, one datagram. */
    private static final int SINGLE = MESSAGES;

    private final Memory messages = new Memory((MESSAGES + 1) * MESSAGE_BYTES);
    private final Memory ranges = new Memory((RANGES + 1) * RANGE_BYTES);
    private final Memory names = new Memory((MESSAGES + 1) * NAME_BYTES);
    private final Memory controls = new Memory((MESSAGES + 1) * CONTROL_BYTES);
    private final Memory area = new Memory(AREA);

    /** Of each message: how many datagrams it is, how long each, all of them, its control messages for one. */
    private final int[] segments = new int[MESSAGES];

    private final int[] size = new int[MESSAGES];
    private final int[] total = new int[MESSAGES];
    private final int[] control = new int[MESSAGES];

    private @Nullable EpollDatagramPort port;

    /** What is before it has left. */
    private int first;

    private int count;
    private int rangeCount;
    private int areaUsed;

    /** The last message takes more. */
    private boolean isOpen;

    /** Some of it is in memory that is lent. */
    private boolean hasLent;

    /** What was lent, once it had to be kept. */
    private @Nullable Memory kept;

    /** IP_MTU_DISCOVER while it leaves; negative to leave it as it is. */
    int discover = -1;

    SendBatch() {
        ByteBuffer all = messages.buffer;
        for (int i = 0; i <= MESSAGES; i++) {
            int at = i * MESSAGE_BYTES;
            all.putLong(at + NAME_AT, names.address + (long) i * NAME_BYTES);
            all.putLong(at + CONTROL_AT, controls.address + (long) i * CONTROL_BYTES);
        }
    }

    /** It is empty, and {@code of} this port from now on; null for nobody's. */
    void begin(@Nullable EpollDatagramPort of) {
        port = of;
        first = 0;
        count = 0;
        rangeCount = 0;
        areaUsed = 0;
        isOpen = false;
        hasLent = false;
        discover = -1;
        if (kept != null && kept.buffer.capacity() > MOST_KEPT) {
            kept = null;
        }
    }

    @Nullable
    EpollDatagramPort port() {
        return port;
    }

    boolean isEmpty() {
        return first == count;
    }

    boolean isFull() {
        return count == MESSAGES || rangeCount == RANGES;
    }

    /** Whether so many bytes can be copied. */
    boolean hasRoom(int bytes) {
        return areaUsed + bytes <= AREA;
    }

    /** How many datagrams have not left. */
    int datagrams() {
        int left = 0;
        for (int i = first; i < count; i++) {
            left += segments[i];
        }
        return left;
    }

    // ---- adding

    ByteBuffer names() {
        return names.buffer;
    }

    /** Where the name of the next datagram goes. */
    int nameAt() {
        return count * NAME_BYTES;
    }

    ByteBuffer controls() {
        return controls.buffer;
    }

    /** Where the control messages of the next datagram go. */
    int controlAt() {
        return count * CONTROL_BYTES;
    }

    /** Copies a payload. Its address. */
    long copy(ByteBuffer data) {
        int length = data.remaining();
        int at = areaUsed;
        area.buffer.put(at, data, data.position(), length);
        areaUsed += length;
        return area.address + at;
    }

    /**
     * Adds a datagram.
     *
     * @param isLent whether its memory is lent now, and not this batch's
     * @param longestSegment longer ones are messages of their own
     */
    void add(long address, int bytes, boolean isLent, int nameBytes, int controlBytes, int longestSegment) {
        hasLent |= isLent;
        int last = count - 1;
        if (isOpen
                && bytes > 0
                && bytes <= size[last]
                && size[last] <= longestSegment
                && segments[last] < SEGMENTS
                && total[last] + bytes <= DatagramSetup.LARGEST_INET
                && control[last] == controlBytes
                && hasSameNameAsLast(nameBytes)
                && hasSameControlAsLast(controlBytes)) {
            join(last, address, bytes);
            return;
        }
        int message = count++ * MESSAGE_BYTES;
        segments[last + 1] = 1;
        size[last + 1] = bytes;
        total[last + 1] = bytes;
        control[last + 1] = controlBytes;
        isOpen = true;
        messages.buffer
                .putInt(message + NAME_LENGTH_AT, nameBytes)
                .putLong(message + RANGES_AT, ranges.address + (long) rangeCount * RANGE_BYTES)
                .putLong(message + RANGE_COUNT_AT, 1)
                .putLong(message + CONTROL_LENGTH_AT, ControlMessages.length(controlBytes));
        range(address, bytes);
    }

    private void join(int last, long address, int bytes) {
        int message = last * MESSAGE_BYTES;
        segments[last]++;
        total[last] += bytes;
        isOpen = bytes == size[last];
        if (segments[last] == 2) {
            int from = last * CONTROL_BYTES;
            int end = ControlMessages.segments(controls.buffer, from + control[last], size[last]);
            messages.buffer.putLong(message + CONTROL_LENGTH_AT, end - from);
        }
        int behind = (rangeCount - 1) * RANGE_BYTES;
        long length = ranges.buffer.getLong(behind + RANGE_LENGTH_AT);
        if (ranges.buffer.getLong(behind) + length == address) {
            ranges.buffer.putLong(behind + RANGE_LENGTH_AT, length + bytes);
        } else {
            messages.buffer.putLong(message + RANGE_COUNT_AT, messages.buffer.getLong(message + RANGE_COUNT_AT) + 1);
            range(address, bytes);
        }
    }

    private void range(long address, int bytes) {
        int at = rangeCount++ * RANGE_BYTES;
        ranges.buffer.putLong(at, address).putLong(at + RANGE_LENGTH_AT, bytes);
    }

    private boolean hasSameNameAsLast(int nameBytes) {
        ByteBuffer all = names.buffer;
        int at = nameAt();
        int last = at - NAME_BYTES;
        if (messages.buffer.getInt((count - 1) * MESSAGE_BYTES + NAME_LENGTH_AT) != nameBytes) {
            return false;
        }
        if (nameBytes == 0) {
            return true;
        }
        if (all.getLong(at) != all.getLong(last) || all.getLong(at + 8) != all.getLong(last + 8)) {
            return false;
        }
        return nameBytes == Sockaddr.INET_BYTES
                || (all.getLong(at + 16) == all.getLong(last + 16) && all.getInt(at + 24) == all.getInt(last + 24));
    }

    private boolean hasSameControlAsLast(int controlBytes) {
        ByteBuffer all = controls.buffer;
        int at = controlAt();
        for (int i = 0; i < controlBytes; i += Long.BYTES) {
            if (all.getLong(at + i) != all.getLong(at + i - CONTROL_BYTES)) {
                return false;
            }
        }
        return true;
    }

    // ---- leaving

    /** Sends all that is left, in order, as one call. How many messages left, or -errno of the first. */
    int send(int fd) {
        return Syscalls.sendMessages(fd, messages.address + (long) first * MESSAGE_BYTES, count - first);
    }

    void haveLeft(int sent) {
        first += sent;
    }

    /** How many datagrams the first message is. */
    int segments() {
        return segments[first];
    }

    /** How long each datagram of the first message is, but for the last. */
    int size() {
        return size[first];
    }

    /** Sends one datagram of the first message by itself. What the kernel says. */
    int sendSingle(int fd) {
        int message = first * MESSAGE_BYTES;
        int single = SINGLE * MESSAGE_BYTES;
        int range = RANGES * RANGE_BYTES;
        ByteBuffer all = messages.buffer;
        ranges.buffer.putLong(range, ranges.buffer.getLong(firstRange())).putLong(range + RANGE_LENGTH_AT, nextSize());
        all.putLong(single + NAME_AT, all.getLong(message + NAME_AT))
                .putInt(single + NAME_LENGTH_AT, all.getInt(message + NAME_LENGTH_AT))
                .putLong(single + RANGES_AT, ranges.address + range)
                .putLong(single + RANGE_COUNT_AT, 1)
                .putLong(single + CONTROL_AT, all.getLong(message + CONTROL_AT))
                .putLong(single + CONTROL_LENGTH_AT, ControlMessages.length(control[first]));
        return Syscalls.sendMessages(fd, messages.address + single, 1);
    }

    /** How long the next datagram of the first message is. */
    int nextSize() {
        return Math.min(size[first], total[first]);
    }

    /** One datagram of the first message has left, or has failed. */
    void dropSingle() {
        int bytes = nextSize();
        segments[first]--;
        total[first] -= bytes;
        if (segments[first] == 0) {
            first++;
            return;
        }
        int message = first * MESSAGE_BYTES;
        int range = firstRange();
        long length = ranges.buffer.getLong(range + RANGE_LENGTH_AT);
        if (length > bytes) {
            ranges.buffer
                    .putLong(range, ranges.buffer.getLong(range) + bytes)
                    .putLong(range + RANGE_LENGTH_AT, length - bytes);
        } else {
            ByteBuffer all = messages.buffer;
            all.putLong(message + RANGES_AT, all.getLong(message + RANGES_AT) + RANGE_BYTES)
                    .putLong(message + RANGE_COUNT_AT, all.getLong(message + RANGE_COUNT_AT) - 1);
        }
        if (segments[first] == 1) {
            messages.buffer.putLong(message + CONTROL_LENGTH_AT, ControlMessages.length(control[first]));
        }
    }

    private int firstRange() {
        return (int) (messages.buffer.getLong(first * MESSAGE_BYTES + RANGES_AT) - ranges.address);
    }

    /** Where in {@link #names} the first message's stands; negative if it goes to the port's peer. */
    int firstNameAt() {
        return messages.buffer.getInt(first * MESSAGE_BYTES + NAME_LENGTH_AT) == 0 ? -1 : first * NAME_BYTES;
    }

    /** What goes to the port's peer goes to it by name from now on: the port changes its peer. */
    void name(ByteBuffer from, int at, int bytes) {
        for (int i = first; i < count; i++) {
            int message = i * MESSAGE_BYTES;
            if (messages.buffer.getInt(message + NAME_LENGTH_AT) == 0) {
                names.buffer.put(i * NAME_BYTES, from, at, bytes);
                messages.buffer.putInt(message + NAME_LENGTH_AT, bytes);
            }
        }
    }

    /** Takes its own copy of what is in lent memory: it is kept longer. */
    void keep(ByteBuffer lent, long lentAddress) {
        if (!hasLent) {
            return;
        }
        hasLent = false;
        long from = lentAddress;
        long to = lentAddress + lent.capacity();
        int firstRange = isEmpty() ? rangeCount * RANGE_BYTES : firstRange();
        int bytes = 0;
        for (int range = firstRange; range < rangeCount * RANGE_BYTES; range += RANGE_BYTES) {
            long address = ranges.buffer.getLong(range);
            if (address >= from && address < to) {
                bytes += (int) ranges.buffer.getLong(range + RANGE_LENGTH_AT);
            }
        }
        Memory copy = kept;
        if (copy == null || copy.buffer.capacity() < bytes) {
            copy = new Memory(Integer.highestOneBit(Math.max(bytes, 1)) * 2);
            kept = copy;
        }
        int used = 0;
        for (int range = firstRange; range < rangeCount * RANGE_BYTES; range += RANGE_BYTES) {
            long address = ranges.buffer.getLong(range);
            if (address >= from && address < to) {
                int length = (int) ranges.buffer.getLong(range + RANGE_LENGTH_AT);
                copy.buffer.put(used, lent, (int) (address - from), length);
                ranges.buffer.putLong(range, copy.address + used);
                used += length;
            }
        }
    }
}
