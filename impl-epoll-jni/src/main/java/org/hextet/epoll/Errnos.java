package org.hextet.epoll;

import java.io.IOException;
import java.lang.annotation.Native;
import java.util.Arrays;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/** The kernel's error numbers by name: hextet_epoll.c does not compile where they differ. */
final class Errnos {

    @Native
    static final int EPERM = 1;

    @Native
    static final int ENOENT = 2;

    @Native
    static final int ESRCH = 3;

    @Native
    static final int EINTR = 4;

    @Native
    static final int EBADF = 9;

    @Native
    static final int EAGAIN = 11;

    @Native
    static final int ENOMEM = 12;

    @Native
    static final int EACCES = 13;

    @Native
    static final int EEXIST = 17;

    @Native
    static final int ENODEV = 19;

    @Native
    static final int EINVAL = 22;

    @Native
    static final int ENFILE = 23;

    @Native
    static final int EMFILE = 24;

    @Native
    static final int EPIPE = 32;

    @Native
    static final int EPROTO = 71;

    @Native
    static final int ENOTSOCK = 88;

    @Native
    static final int EMSGSIZE = 90;

    @Native
    static final int EPROTOTYPE = 91;

    @Native
    static final int ENOPROTOOPT = 92;

    @Native
    static final int EOPNOTSUPP = 95;

    @Native
    static final int EAFNOSUPPORT = 97;

    @Native
    static final int EADDRINUSE = 98;

    @Native
    static final int EADDRNOTAVAIL = 99;

    @Native
    static final int ENETDOWN = 100;

    @Native
    static final int ENETUNREACH = 101;

    @Native
    static final int ECONNABORTED = 103;

    @Native
    static final int ECONNRESET = 104;

    @Native
    static final int ENOBUFS = 105;

    @Native
    static final int ENOTCONN = 107;

    @Native
    static final int ETIMEDOUT = 110;

    @Native
    static final int ECONNREFUSED = 111;

    @Native
    static final int EHOSTUNREACH = 113;

    @Native
    static final int EINPROGRESS = 115;

    private static final Errno[] BY_NUMBER = byNumber();

    private Errnos() {}

    /** What a result says that is negative. */
    static Errno of(int result) {
        int number = -result;
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : Errno.UNKNOWN;
    }

    /** The kernel's words for an error that has no name here; null for those that have one. */
    static @Nullable IOException platform(int result) {
        return of(result) == Errno.UNKNOWN
                ? new IOException(Syscalls.words(-result) + " (errno " + -result + ")")
                : null;
    }

    /** The result, if it is not negative. */
    static int require(int result, Step step) throws DriverException {
        if (result < 0) {
            throw failure(step, result);
        }
        return result;
    }

    static DriverException failure(Step step, int result) {
        return new DriverException(step, of(result), platform(result));
    }

    private static Errno[] byNumber() {
        Errno[] table = new Errno[128];
        Arrays.fill(table, Errno.UNKNOWN);
        table[EPERM] = Errno.EPERM;
        table[ENOENT] = Errno.ENOENT;
        table[ESRCH] = Errno.ESRCH;
        table[EINTR] = Errno.EINTR;
        table[EBADF] = Errno.EBADF;
        table[ENOMEM] = Errno.ENOMEM;
        table[EACCES] = Errno.EACCES;
        table[EEXIST] = Errno.EEXIST;
        table[ENODEV] = Errno.ENODEV;
        table[EINVAL] = Errno.EINVAL;
        table[ENFILE] = Errno.ENFILE;
        table[EMFILE] = Errno.EMFILE;
        table[EPIPE] = Errno.EPIPE;
        table[EPROTO] = Errno.EPROTO;
        table[ENOTSOCK] = Errno.ENOTSOCK;
        table[EMSGSIZE] = Errno.EMSGSIZE;
        table[EPROTOTYPE] = Errno.EPROTOTYPE;
        table[ENOPROTOOPT] = Errno.ENOPROTOOPT;
        table[EOPNOTSUPP] = Errno.EOPNOTSUPP;
        table[EAFNOSUPPORT] = Errno.EAFNOSUPPORT;
        table[EADDRINUSE] = Errno.EADDRINUSE;
        table[EADDRNOTAVAIL] = Errno.EADDRNOTAVAIL;
        table[ENETDOWN] = Errno.ENETDOWN;
        table[ENETUNREACH] = Errno.ENETUNREACH;
        table[ECONNABORTED] = Errno.ECONNABORTED;
        table[ECONNRESET] = Errno.ECONNRESET;
        table[ENOBUFS] = Errno.ENOBUFS;
        table[ENOTCONN] = Errno.ENOTCONN;
        table[ETIMEDOUT] = Errno.ETIMEDOUT;
        table[ECONNREFUSED] = Errno.ECONNREFUSED;
        table[EHOSTUNREACH] = Errno.EHOSTUNREACH;
        return table;
    }
}
