package org.hextet.epoll;

import java.util.TreeMap;
import java.util.TreeSet;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.reactor.driver.Errno;

/** What a kernel has answered to each question after a capability. */
final class CapabilityAnswers {

    private final TreeSet<Capability> present = new TreeSet<>();
    private final TreeMap<Capability, String> absent = new TreeMap<>();

    /** Without sockets to ask on nothing is known for sure, and all is assumed. */
    private final boolean isSure;

    CapabilityAnswers(boolean isSure) {
        this.isSure = isSure;
    }

    boolean isSure() {
        return isSure;
    }

    void present(Capability capability) {
        present.add(capability);
    }

    void absent(Capability capability, String why) {
        absent.put(capability, why);
    }

    /** By what the kernel said to a try. Whether it is there. */
    boolean has(Capability capability, int result) {
        if (result >= 0 || !isSure) {
            present.add(capability);
            return true;
        }
        absent.put(capability, "this kernel refuses it (" + words(result) + ")");
        return false;
    }

    static String words(int result) {
        Errno errno = Errnos.of(result);
        return errno == Errno.UNKNOWN ? Syscalls.words(-result) : errno.words() + ", " + errno;
    }

    Capabilities all() {
        return new Capabilities(EpollReactorProvider.NAME, present, absent);
    }
}
