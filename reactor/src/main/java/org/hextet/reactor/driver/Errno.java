package org.hextet.reactor.driver;

/**
 * What a kernel says when it says no, by its POSIX name. A driver reports these; the reactor makes typed failures of
 * them.
 */
public enum Errno {
    /** Operation not permitted. */
    EPERM("Operation not permitted"),
    /** There is no such thing. */
    ENOENT("No such file or directory"),
    /** There is no such lease. */
    ESRCH("No such process"),
    /** Interrupted system call. */
    EINTR("Interrupted system call"),
    /** Bad file descriptor. */
    EBADF("Bad file descriptor"),
    /** No memory for it. */
    ENOMEM("Cannot allocate memory"),
    /** Not allowed: a privileged port, a firewall, a prohibiting route. */
    EACCES("Permission denied"),
    /** It is there already. */
    EEXIST("File exists"),
    /** No such device: a zone that does not exist. */
    ENODEV("No such device"),
    /** The kernel finds the call senseless: of connect, often a black-hole route. */
    EINVAL("Invalid argument"),
    /** This host has no descriptor left. */
    ENFILE("Too many open files in system"),
    /** This process has no descriptor left. */
    EMFILE("Too many open files"),
    /** The other end is gone. */
    EPIPE("Broken pipe"),
    /** No socket. */
    ENOTSOCK("Socket operation on non-socket"),
    /** A socket of another type. */
    EPROTOTYPE("Protocol wrong type for socket"),
    /** Longer than a datagram can be. */
    EMSGSIZE("Message too long"),
    /** The peer's host does not speak this protocol. */
    ENOPROTOOPT("Protocol not available"),
    /** A protocol error on the way in. */
    EPROTO("Protocol error"),
    /** The kernel lacks that. */
    EOPNOTSUPP("Operation not supported"),
    /** This host lacks that family. */
    EAFNOSUPPORT("Address family not supported by protocol"),
    /** Another socket has the address. */
    EADDRINUSE("Address already in use"),
    /** Not an address of this host, or no port left. */
    EADDRNOTAVAIL("Cannot assign requested address"),
    /** The network is down. */
    ENETDOWN("Network is down"),
    /** No route. */
    ENETUNREACH("Network is unreachable"),
    /** The peer gave up before it was accepted. */
    ECONNABORTED("Software caused connection abort"),
    /** The peer reset. */
    ECONNRESET("Connection reset by peer"),
    /** No buffer space. */
    ENOBUFS("No buffer space available"),
    /** Not connected. */
    ENOTCONN("Transport endpoint is not connected"),
    /** The kernel gave up waiting. */
    ETIMEDOUT("Connection timed out"),
    /** Nobody listens. */
    ECONNREFUSED("Connection refused"),
    /** The host does not answer, or a router says so. */
    EHOSTUNREACH("No route to host"),
    /** Something else: the words are the platform's. */
    UNKNOWN("Unknown error");

    private final String words;

    Errno(String words) {
        this.words = words;
    }

    /**
     * What strerror(3) says, in English.
     *
     * @return the kernel's words, for searching
     */
    public String words() {
        return words;
    }

    /**
     * Whether it means that descriptors or memory have run out, which may pass.
     *
     * @return true for EMFILE, ENFILE, ENOBUFS, ENOMEM
     */
    public boolean isExhaustion() {
        return this == EMFILE || this == ENFILE || this == ENOBUFS || this == ENOMEM;
    }
}
