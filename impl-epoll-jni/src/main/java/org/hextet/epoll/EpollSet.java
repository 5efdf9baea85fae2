package org.hextet.epoll;

import org.hextet.reactor.readiness.HandleTable;
import org.hextet.reactor.readiness.ReadySocket;

/**
 * The sockets of one epoll instance: what is watched, under which handle, and what the native side has to know of each.
 * A handle is a slot. Of the loop only.
 */
final class EpollSet {

    private final int epoll;
    private final SlotTable slots = new SlotTable();
    private final HandleTable<ReadySocket> handles = new HandleTable<>();

    EpollSet(int epoll) {
        this.epoll = epoll;
    }

    int epoll() {
        return epoll;
    }

    SlotTable slots() {
        return slots;
    }

    int takeHandle() {
        return handles.take();
    }

    ReadySocket get(int handle) {
        return handles.get(handle);
    }

    /**
     * Watches a socket under the handle that it took. What the kernel says; where it refuses, the handle is free again.
     */
    <S extends ReadySocket & EpollSocket> int add(S socket, int window, int events) {
        int handle = socket.handle();
        int generation = slots.occupy(handle, socket.fd(), window);
        int added = Syscalls.epollControl(epoll, Syscalls.EPOLL_ADD, socket.fd(), events, handle, generation);
        if (added < 0) {
            slots.vacate(handle);
            handles.release(handle);
        } else {
            handles.put(handle, socket);
        }
        return added;
    }

    /** Watches the socket that has taken the place of a port's. What the kernel says. */
    int addAgain(EpollDatagramPort port) {
        port.watched = port.wanted();
        return Syscalls.epollControl(
                epoll, Syscalls.EPOLL_ADD, port.fd(), port.watched, port.handle(), slots.generation(port.handle()));
    }

    /** Watches it for other events. What the kernel says. */
    <S extends ReadySocket & EpollSocket> int change(S socket, int events) {
        return Syscalls.epollControl(
                epoll, Syscalls.EPOLL_MOD, socket.fd(), events, socket.handle(), slots.generation(socket.handle()));
    }

    /** Watches a port for what it wants now. */
    void watch(EpollDatagramPort port) {
        int wanted = port.wanted();
        if (port.watched != wanted && !port.isClosed()) {
            port.watched = wanted;
            change(port, wanted);
        }
    }

    /** Closes its descriptor, which takes it out of epoll; the handle stays taken. */
    void close(ReadySocket socket) {
        slots.vacate(socket.handle());
        // It is gone whatever close(2) says.
        Syscalls.close(((EpollSocket) socket).fd());
    }

    /** Nobody is told of that handle any more. */
    void release(int handle) {
        handles.release(handle);
    }
}
