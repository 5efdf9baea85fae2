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

    private static final int ROOM = 256;

    private final Map<SocketOption<?>, KernelOption<?>> ofListeners;
    private final Map<SocketOption<?>, KernelOption<?>> ofConnections;
    private final Memory memory = new Memory(ROOM);

    KernelOptions(EpollCapabilities.Found host) {
        this.ofListeners = host.ofListeners();
        this.ofConnections = host.ofConnections();
    }

    Set<SocketOption<?>> ofListeners() {
        return ofListeners.keySet();
    }

    Set<SocketOption<?>> ofConnections() {
        return ofConnections.keySet();
    }

    /** Whether a listener has it, and what it accepts inherits it. */
    boolean isInherited(SocketOption<?> option) {
        return ofListeners.containsKey(option);
    }

    KernelOption<?> ofConnection(SocketOption<?> option) {
        return known(option, ofConnections);
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

    <T> T get(EpollSocket socket, SocketOption<T> option) throws DriverException {
        KernelOption<?> known = ofConnection(option);
        Errnos.require(known.get(socket, memory), Step.OPTION);
        return option.type().cast(known.value(memory));
    }

    /** An option that is an int, at SOL_SOCKET. What the kernel says where it is negative, else the value. */
    int ask(int fd, int name) {
        int result = Syscalls.getOption(fd, OptionNumbers.SOL_SOCKET, name, memory.address, Integer.BYTES);
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
