package org.hextet.epoll;

/** What its options have to know of a socket. */
interface EpollSocket {

    int fd();

    /** {@link Syscalls#INET} or {@link Syscalls#INET6}. */
    int family();
}
