package org.hextet.epoll;

import java.io.IOException;
import java.net.SocketOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;

/** Sets and reads the options that this kernel has. Of the loop only. */
final class KernelOptions {

    /** A struct group_source_req is the largest. */
    private static final int ROOM = 512;

    private final Map<SocketOption<?>, KernelOption<?>> ofListeners;
    private final Map<SocketOption<?>, KernelOption<?>> ofConnections;
    private final Map<SocketOption<?>, KernelOption<?>> ofDatagrams;
    private final Memory memory = new Memory(ROOM);

    KernelOptions(EpollCapabilities.Found host) {
        this.ofListeners = host.ofListeners();
        this.ofConnections = host.ofConnections();
        this.ofDatagrams = host.ofDatagrams();
    }

    Set<SocketOption<?>> ofListeners() {
        return ofListeners.keySet();
    }

    Set<SocketOption<?>> ofConnections() {
        return ofConnections.keySet();
    }

    Set<SocketOption<?>> ofDatagrams() {
        return ofDatagrams.keySet();
    }

    /** Whether a listener has it, and what it accepts inherits it. */
    boolean isInherited(SocketOption<?> option) {
        return ofListeners.containsKey(option);
    }

    KernelOption<?> ofConnection(SocketOption<?> option) {
        return known(option, ofConnections);
    }

    KernelOption<?> ofDatagram(SocketOption<?> option) {
        return known(option, ofDatagrams);
    }

    private static KernelOption<?> known(SocketOption<?> option, Map<SocketOption<?>, KernelOption<?>> known) {
        return Objects.requireNonNull(known.get(option), "the reactor asks for known options only");
    }

    void setOnListener(EpollSocket socket, Map<SocketOption<?>, Object> options) throws DriverException {
        for (Map.Entry<SocketOption<?>, Object> one : options.entrySet()) {
            set(socket, known(one.getKey(), ofListeners), one.getValue());
        }
    }

    void setOnConnection(EpollSocket socket, Map<SocketOption<?>, Object> options) throws DriverException {
        for (Map.Entry<SocketOption<?>, Object> one : options.entrySet()) {
            set(socket, known(one.getKey(), ofConnections), one.getValue());
        }
    }

    void set(EpollSocket socket, KernelOption<?> option, Object value) throws DriverException {
        int result = option.setChecked(socket, memory, value);
        if (result == -Errnos.EINVAL) {
            throw new IllegalArgumentException("socket option " + option.option.name() + ": " + value
                    + " is out of its range (" + Errno.EINVAL.words() + ")");
        }
        if (result < 0) {
            throw new DriverException(Step.OPTION, Errnos.of(result), new IOException(option.refusal(value, result)));
        }
    }

    /** As far as it can be set: of a socket that was accepted, whose peer may be gone already. */
    void setIfPossible(EpollSocket socket, KernelOption<?> option, Object value) {
        option.setChecked(socket, memory, value);
    }

    <T> T get(EpollSocket socket, KernelOption<?> known, SocketOption<T> option) throws DriverException {
        Errnos.require(known.get(socket, memory), Step.OPTION);
        return option.type().cast(known.value(memory));
    }

    /** An option that is an int. What the kernel says. */
    int set(EpollSocket socket, int level, int name, int value) {
        return KernelOption.setInt(socket.fd(), level, name, memory, value);
    }

    /** An option that is an int, at SOL_SOCKET. What the kernel says where it is negative, else the value. */
    int ask(int fd, int name) {
        return ask(fd, OptionNumbers.SOL_SOCKET, name);
    }

    /** An option that is an int. What the kernel says where it is negative, else the value. */
    int ask(int fd, int level, int name) {
        int result = Syscalls.getOption(fd, level, name, memory.address, Integer.BYTES);
        return result < 0 ? result : memory.buffer.getInt(0);
    }

    /** What is sent and not acknowledged is dropped when it closes, and the peer is reset. */
    void resetAtClose(int fd) {
        memory.buffer.putInt(0, 1).putInt(4, 0);
        // Where it fails there is nobody to be reset.
        Syscalls.setOption(fd, OptionNumbers.SOL_SOCKET, OptionNumbers.SO_LINGER, memory.address, 2 * Integer.BYTES);
    }

    /** For questions that need memory of this kind. */
    Memory memory() {
        return memory;
    }
}
