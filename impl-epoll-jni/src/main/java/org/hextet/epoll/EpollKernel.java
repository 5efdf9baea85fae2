package org.hextet.epoll;

import java.util.Optional;
import org.hextet.reactor.driver.Errno;

/** The two descriptors of a loop, which a kernel has or has not. */
final class EpollKernel {

    private static volatile boolean isFit;

    private EpollKernel() {}

    /** Why this kernel cannot carry a loop; empty if it can, or has no descriptor left now. */
    static Optional<String> unavailable() {
        if (isFit) {
            return Optional.empty();
        }
        int epoll = Syscalls.epollCreate();
        if (epoll < 0) {
            return reason("epoll_create1", epoll);
        }
        Syscalls.close(epoll);
        int eventfd = Syscalls.eventfd();
        if (eventfd < 0) {
            return reason("eventfd2", eventfd);
        }
        Syscalls.close(eventfd);
        isFit = true;
        return Optional.empty();
    }

    private static Optional<String> reason(String call, int result) {
        Errno errno = Errnos.of(result);
        return errno.isExhaustion()
                ? Optional.empty()
                : Optional.of(
                        "this kernel refuses " + call + ": " + Syscalls.words(-result) + "; use the transport nio");
    }
}
