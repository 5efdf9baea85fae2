package org.hextet.api;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalLong;

/** Who asked a {@link NameResolver}. Exactly one call for each family asked, on the reactor's thread. */
public interface Answers {

    /**
     * The addresses of one family.
     *
     * @param family {@code INET} or {@code INET6}
     * @param addresses all of that family, not empty, in the order in which the source gave them; zones kept
     * @param ttlSeconds how long the answer holds, if the source says so
     */
    void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds);

    /**
     * There is no address of one family.
     *
     * @param family {@code INET} or {@code INET6}
     * @param why a {@link org.hextet.api.failure.NetworkFailure} of kind no-such-name, no-data, temporary, timeout or
     *     cancelled (resolver closed), with the name as it was given
     */
    void failed(StandardProtocolFamily family, UnknownHostException why);
}
