package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;
import static org.hextet.epoll.OptionNumbers.IPV6_FLOWLABEL_MGR;

import java.io.IOException;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hextet.api.FlowLabel.Sharing;
import org.hextet.api.FlowLabelRequest;

/**
 * The kernel's flow-label manager: a struct in6_flowlabel_req for each question (linux/in6.h). A lease belongs to the
 * socket that took it.
 */
final class FlowLabels {

    private static final Path TABLE = Path.of("/proc/net/ip6_flowlabel");

    private static final int BYTES = 32;
    private static final int LABEL_AT = 16;
    private static final int ACTION_AT = 20;
    private static final int SHARE_AT = 21;
    private static final int FLAGS_AT = 22;
    private static final int EXPIRES_AT = 24;
    private static final int LINGER_AT = 26;

    private static final int GET = 0;
    private static final int PUT = 1;
    private static final int RENEW = 2;
    private static final int CREATE = 1;
    private static final int REMOTE = 8;

    private static final int LABEL_MASK = 0xFFFFF;

    private FlowLabels() {}

    /** Leases; the label is in the memory then. What the kernel says. */
    static int lease(int fd, Inet6Address destination, FlowLabelRequest request, Memory memory) {
        ByteBuffer question = question(memory, request.label().orElse(0), GET);
        question.put(0, destination.getAddress());
        question.put(SHARE_AT, (byte) share(request.sharing()));
        question.putShort(FLAGS_AT, (short) CREATE);
        times(question, request.linger(), request.expires());
        return ask(fd, memory);
    }

    /** What the kernel says. */
    static int renew(int fd, int label, Duration linger, Duration expires, Memory memory) {
        times(question(memory, label, RENEW), linger, expires);
        return ask(fd, memory);
    }

    /** What the kernel says. */
    static int release(int fd, int label, Memory memory) {
        question(memory, label, PUT);
        return ask(fd, memory);
    }

    /** Asks for the label that came last; it is in the memory then. What the kernel says. */
    static int ofPeer(int fd, Memory memory) {
        question(memory, 0, GET).putShort(FLAGS_AT, (short) REMOTE);
        return Syscalls.getOption(fd, IPPROTO_IPV6, IPV6_FLOWLABEL_MGR, memory.address, BYTES);
    }

    /** The label in the memory. */
    static int label(Memory memory) {
        return bigEndian(memory.buffer.getInt(LABEL_AT)) & LABEL_MASK;
    }

    /** Who holds a label, for the words of a refusal; empty where the kernel does not show it. */
    static Optional<String> holder(int label) {
        try {
            List<String> lines = Files.readAllLines(TABLE);
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                String[] columns = line.trim().split(" +", -1);
                if (columns.length > 3 && Integer.parseInt(columns[0], 16) == label) {
                    return Optional.of("it is held as " + sharing(columns[1]) + ", by " + columns[3] + " socket(s)");
                }
            }
        } catch (IOException | NumberFormatException hidden) {
            // Then the refusal is all there is to say.
        }
        return Optional.empty();
    }

    private static ByteBuffer question(Memory memory, int label, int action) {
        ByteBuffer question = memory.buffer;
        for (int i = 0; i < BYTES; i += Long.BYTES) {
            question.putLong(i, 0);
        }
        question.putInt(LABEL_AT, bigEndian(label));
        return question.put(ACTION_AT, (byte) action);
    }

    private static void times(ByteBuffer question, Duration linger, Duration expires) {
        question.putShort(LINGER_AT, (short) linger.toSeconds());
        question.putShort(EXPIRES_AT, (short) expires.toSeconds());
    }

    private static int ask(int fd, Memory memory) {
        return Syscalls.setOption(fd, IPPROTO_IPV6, IPV6_FLOWLABEL_MGR, memory.address, BYTES);
    }

    private static int bigEndian(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private static int share(Sharing sharing) {
        return switch (sharing) {
            case EXCLUSIVE -> 1;
            case PROCESS -> 2;
            case USER -> 3;
            case ANY -> 255;
        };
    }

    private static String sharing(String share) {
        for (Sharing sharing : Sharing.values()) {
            if (share.equals(String.valueOf(share(sharing)))) {
                return sharing.name().toLowerCase(Locale.ROOT);
            }
        }
        return "mode " + share;
    }
}
