package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IP;
import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;
import static org.hextet.epoll.OptionNumbers.IPPROTO_TCP;
import static org.hextet.epoll.OptionNumbers.SOL_SOCKET;

import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.hextet.addresses.Zones;
import org.hextet.api.TcpInfo;

/**
 * How one socket option is set and read: which call, which bytes. Of the loop only.
 *
 * @param <T> its type in Java
 */
abstract class KernelOption<T> {

    final SocketOption<T> option;

    private KernelOption(SocketOption<T> option) {
        this.option = option;
    }

    /** What the kernel says. The value's range is judged by the kernel, or was before. */
    abstract int set(EpollSocket socket, Memory memory, T value);

    /** What the kernel says; the value is in the memory then, for {@link #value}. */
    abstract int get(EpollSocket socket, Memory memory);

    abstract T value(Memory memory);

    /** Why a value was refused, for people. */
    String refusal(Object value, int result) {
        return "socket option " + option.name() + ", " + value + ": " + Syscalls.words(-result);
    }

    /** Sets a value whose type was checked when it was given. */
    final int setChecked(EpollSocket socket, Memory memory, Object value) {
        return set(socket, memory, option.type().cast(value));
    }

    /** An option that is an int of the kernel's. */
    abstract static class OfInt<T> extends KernelOption<T> {

        private final int level;
        private final int name;

        OfInt(SocketOption<T> option, int level, int name) {
            super(option);
            this.level = level;
            this.name = name;
        }

        abstract int toKernel(T value);

        abstract T fromKernel(int value);

        @Override
        int set(EpollSocket socket, Memory memory, T value) {
            return setInt(socket.fd(), level, name, memory, toKernel(value));
        }

        @Override
        int get(EpollSocket socket, Memory memory) {
            return Syscalls.getOption(socket.fd(), level, name, memory.address, Integer.BYTES);
        }

        @Override
        T value(Memory memory) {
            return fromKernel(memory.buffer.getInt(0));
        }
    }

    static int setInt(int fd, int level, int name, Memory memory, int value) {
        memory.buffer.putInt(0, value);
        return Syscalls.setOption(fd, level, name, memory.address, Integer.BYTES);
    }

    static class Flag extends OfInt<Boolean> {

        Flag(SocketOption<Boolean> option, int level, int name) {
            super(option, level, name);
        }

        @Override
        int toKernel(Boolean value) {
            return value ? 1 : 0;
        }

        @Override
        Boolean fromKernel(int value) {
            return value != 0;
        }
    }

    /** Where the system has it switched off (net.ipv4.tcp_fastopen) a connect is an ordinary one. */
    static final class FastOpenConnect extends Flag {

        FastOpenConnect(SocketOption<Boolean> option) {
            super(option, IPPROTO_TCP, OptionNumbers.TCP_FASTOPEN_CONNECT);
        }

        @Override
        int set(EpollSocket socket, Memory memory, Boolean value) {
            int result = super.set(socket, memory, value);
            return result == -Errnos.EOPNOTSUPP ? 0 : result;
        }
    }

    static final class Count extends OfInt<Integer> {

        Count(SocketOption<Integer> option, int level, int name) {
            super(option, level, name);
        }

        @Override
        int toKernel(Integer value) {
            return value;
        }

        @Override
        Integer fromKernel(int value) {
            return value;
        }
    }

    /** The kernel doubles what it is told, for its own needs; users of the JDK do not see that. */
    static final class BufferSize extends OfInt<Integer> {

        BufferSize(SocketOption<Integer> option, int name) {
            super(option, SOL_SOCKET, name);
        }

        @Override
        int toKernel(Integer value) {
            return value;
        }

        @Override
        Integer fromKernel(int value) {
            return value / 2;
        }
    }

    static final class Milliseconds extends OfInt<Duration> {

        Milliseconds(SocketOption<Duration> option, int name) {
            super(option, IPPROTO_TCP, name);
        }

        @Override
        int toKernel(Duration value) {
            // Rounded up: what is not zero must not become the default.
            return Math.toIntExact(value.plusNanos(999_999).toMillis());
        }

        @Override
        Duration fromKernel(int value) {
            return Duration.ofMillis(value);
        }
    }

    /** One option for what IPv6 and IPv4 packets carry: an IPv6 socket may have an IPv4 peer. */
    abstract static class OfBothFamilies<T> extends KernelOption<T> {

        private final int inetName;
        private final int inet6Name;

        OfBothFamilies(SocketOption<T> option, int inetName, int inet6Name) {
            super(option);
            this.inetName = inetName;
            this.inet6Name = inet6Name;
        }

        abstract int toKernel(T value);

        abstract T fromKernel(int value);

        @Override
        int set(EpollSocket socket, Memory memory, T value) {
            int number = toKernel(value);
            if (socket.family() == Syscalls.INET6) {
                int result = setInt(socket.fd(), IPPROTO_IPV6, inet6Name, memory, number);
                if (result < 0) {
                    return result;
                }
            }
            return setInt(socket.fd(), IPPROTO_IP, inetName, memory, number);
        }

        @Override
        int get(EpollSocket socket, Memory memory) {
            boolean inet6 = socket.family() == Syscalls.INET6;
            return Syscalls.getOption(
                    socket.fd(),
                    inet6 ? IPPROTO_IPV6 : IPPROTO_IP,
                    inet6 ? inet6Name : inetName,
                    memory.address,
                    Integer.BYTES);
        }

        @Override
        T value(Memory memory) {
            return fromKernel(memory.buffer.getInt(0));
        }
    }

    static final class NumberOfBothFamilies extends OfBothFamilies<Integer> {

        NumberOfBothFamilies(SocketOption<Integer> option, int inetName, int inet6Name) {
            super(option, inetName, inet6Name);
        }

        @Override
        int toKernel(Integer value) {
            return value;
        }

        @Override
        Integer fromKernel(int value) {
            return value;
        }
    }

    static final class FlagOfBothFamilies extends OfBothFamilies<Boolean> {

        FlagOfBothFamilies(SocketOption<Boolean> option, int inetName, int inet6Name) {
            super(option, inetName, inet6Name);
        }

        @Override
        int toKernel(Boolean value) {
            return value ? 1 : 0;
        }

        @Override
        Boolean fromKernel(int value) {
            return value != 0;
        }
    }

    /**
     * IPv6 has a flag of it, and routers never fragment; IPv4 has it as one of the ways to find the path MTU, and what
     * it goes back to is the kernel's usual one.
     */
    static final class DontFragment extends KernelOption<Boolean> {

        DontFragment(SocketOption<Boolean> option) {
            super(option);
        }

        @Override
        int set(EpollSocket socket, Memory memory, Boolean value) {
            if (socket.family() == Syscalls.INET6) {
                int result = setInt(socket.fd(), IPPROTO_IPV6, OptionNumbers.IPV6_DONTFRAG, memory, value ? 1 : 0);
                if (result < 0) {
                    return result;
                }
            }
            return setInt(
                    socket.fd(),
                    IPPROTO_IP,
                    OptionNumbers.IP_MTU_DISCOVER,
                    memory,
                    value ? OptionNumbers.IP_PMTUDISC_DO : OptionNumbers.IP_PMTUDISC_WANT);
        }

        @Override
        int get(EpollSocket socket, Memory memory) {
            return Syscalls.getOption(
                    socket.fd(), IPPROTO_IP, OptionNumbers.IP_MTU_DISCOVER, memory.address, Integer.BYTES);
        }

        @Override
        Boolean value(Memory memory) {
            return memory.buffer.getInt(0) == OptionNumbers.IP_PMTUDISC_DO;
        }
    }

    /** The same bit by two names. */
    static final class Freebind extends KernelOption<Boolean> {

        Freebind(SocketOption<Boolean> option) {
            super(option);
        }

        private static int level(EpollSocket socket) {
            return socket.family() == Syscalls.INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
        }

        private static int name(EpollSocket socket) {
            return socket.family() == Syscalls.INET6 ? OptionNumbers.IPV6_FREEBIND : OptionNumbers.IP_FREEBIND;
        }

        @Override
        int set(EpollSocket socket, Memory memory, Boolean value) {
            return setInt(socket.fd(), level(socket), name(socket), memory, value ? 1 : 0);
        }

        @Override
        int get(EpollSocket socket, Memory memory) {
            return Syscalls.getOption(socket.fd(), level(socket), name(socket), memory.address, Integer.BYTES);
        }

        @Override
        Boolean value(Memory memory) {
            return memory.buffer.getInt(0) != 0;
        }
    }

    /** A struct linger: two ints, on or off and seconds; as in the JDK, a negative number is off. */
    static final class Linger extends KernelOption<Integer> {

        private static final int BYTES = 8;
        private static final int LONGEST = 65_535;

        Linger(SocketOption<Integer> option) {
            super(option);
        }

        @Override
        int set(EpollSocket socket, Memory memory, Integer seconds) {
            memory.buffer.putInt(0, seconds < 0 ? 0 : 1).putInt(4, Math.min(Math.max(seconds, 0), LONGEST));
            return Syscalls.setOption(socket.fd(), SOL_SOCKET, OptionNumbers.SO_LINGER, memory.address, BYTES);
        }

        @Override
        int get(EpollSocket socket, Memory memory) {
            return Syscalls.getOption(socket.fd(), SOL_SOCKET, OptionNumbers.SO_LINGER, memory.address, BYTES);
        }

        @Override
        Integer value(Memory memory) {
            return memory.buffer.getInt(0) == 0 ? -1 : memory.buffer.getInt(4);
        }
    }

    static final class Device extends KernelOption<String> {

        private static final int LONGEST = 16;

        Device(SocketOption<String> option) {
            super(option);
        }

        @Override
        int set(EpollSocket socket, Memory memory, String name) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            memory.buffer.put(0, bytes).put(bytes.length, (byte) 0);
            return Syscalls.setOption(
                    socket.fd(), SOL_SOCKET, OptionNumbers.SO_BINDTODEVICE, memory.address, bytes.length + 1);
        }

        @Override
        String refusal(Object value, int result) {
            String words = super.refusal(value, result);
            return switch (-result) {
                case Errnos.ENODEV -> words + "; " + Zones.ofHost().listed();
                case Errnos.EPERM -> words + "; without CAP_NET_RAW it can be set once and not changed";
                default -> words;
            };
        }

        @Override
        int get(EpollSocket socket, Memory memory) {
            // Where no device is bound the kernel writes nothing.
            memory.buffer.put(0, (byte) 0);
            return Syscalls.getOption(socket.fd(), SOL_SOCKET, OptionNumbers.SO_BINDTODEVICE, memory.address, LONGEST);
        }

        @Override
        String value(Memory memory) {
            byte[] bytes = new byte[LONGEST];
            int length = 0;
            while (length < LONGEST && memory.buffer.get(length) != 0) {
                bytes[length] = memory.buffer.get(length++);
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
    }

    /** A struct tcp_info; what a kernel does not write is zero. */
    static final class Info extends KernelOption<TcpInfo> {

        private static final int BYTES = 232;
        /** Up to the retransmits: what every Linux has told since 2.6. */
        private static final int LEAST = 104;

        private static final int SYN_DATA = 32;
        /** The minimum of no round trip. */
        private static final long UNKNOWN = 0xFFFF_FFFFL;

        Info(SocketOption<TcpInfo> option) {
            super(option);
        }

        @Override
        int set(EpollSocket socket, Memory memory, TcpInfo value) {
            return -Errnos.EINVAL;
        }

        @Override
        int get(EpollSocket socket, Memory memory) {
            for (int i = 0; i < BYTES; i += Long.BYTES) {
                memory.buffer.putLong(i, 0);
            }
            int length = Syscalls.getOption(socket.fd(), IPPROTO_TCP, OptionNumbers.TCP_INFO, memory.address, BYTES);
            // An emulated kernel may answer with less than the oldest real one, and none of it worth telling.
            return length >= 0 && length < LEAST ? -Errnos.ENOPROTOOPT : length;
        }

        @Override
        TcpInfo value(Memory memory) {
            ByteBuffer info = memory.buffer;
            return new TcpInfo(
                    micros(info, 68),
                    micros(info, 72),
                    micros(info, 148),
                    micros(info, 8),
                    info.get(2) & 0xFF,
                    unsigned(info, 100),
                    unsigned(info, 24),
                    unsigned(info, 32),
                    unsigned(info, 80),
                    info.getInt(16),
                    info.getInt(20),
                    info.getInt(60),
                    info.getLong(120),
                    info.getLong(128),
                    (info.get(5) & SYN_DATA) != 0);
        }

        private static Duration micros(ByteBuffer info, int at) {
            long micros = unsigned(info, at);
            return micros == UNKNOWN ? Duration.ZERO : Duration.ofNanos(micros * 1_000L);
        }

        private static long unsigned(ByteBuffer info, int at) {
            return info.getInt(at) & 0xFFFF_FFFFL;
        }
    }

    /** The label of the last packet that came. */
    static final class PeerFlowLabel extends KernelOption<Integer> {

        PeerFlowLabel(SocketOption<Integer> option) {
            super(option);
        }

        @Override
        int set(EpollSocket socket, Memory memory, Integer value) {
            return -Errnos.EINVAL;
        }

        @Override
        int get(EpollSocket socket, Memory memory) {
            return socket.family() == Syscalls.INET6 ? FlowLabels.ofPeer(socket.fd(), memory) : -Errnos.ENOPROTOOPT;
        }

        @Override
        Integer value(Memory memory) {
            return FlowLabels.label(memory);
        }
    }
}
