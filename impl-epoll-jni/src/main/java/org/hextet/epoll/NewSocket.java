package org.hextet.epoll;

/**
 * A socket that has no handle yet.
 *
 * @param flowLabel leased on it; 0 for none
 */
record NewSocket(int fd, int family, int flowLabel) implements EpollSocket {

    NewSocket(int fd, int family) {
        this(fd, family, 0);
    }
}
