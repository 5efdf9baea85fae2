package org.hextet.endpoints;

import java.time.Duration;
import java.util.function.Supplier;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.TlsSettings;
import org.hextet.policies.Backoff;

/** A client endpoint that tries addresses one after the other or at once, and tells how. */
public interface RacingClientEndpoint extends ClientEndpoint {

    /**
     * Connects, and tells how.
     *
     * @param reactor as of {@link #connect}
     * @param factory as of {@link #connect}
     * @return the connection with its timeline
     * @throws IllegalArgumentException as of {@link #connect}
     * @throws UnsupportedOperationException as of {@link #connect}
     */
    Pending<Connected> race(Reactor reactor, Supplier<? extends Protocol> factory);

    /**
     * With a deadline for the whole, lookup and all attempts together.
     *
     * @param deadline more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    RacingClientEndpoint withDeadline(Duration deadline);

    /**
     * Tried again when it has failed, from the lookup on, as {@link HostnameClientEndpoint#withRetry(Backoff)}.
     *
     * @param backoff how long to wait each time, and when to give up
     * @return a changed copy
     */
    RacingClientEndpoint withRetry(Backoff backoff);

    /**
     * With TLS, whose handshake decides the winner, as {@link HostnameClientEndpoint#withHandshakeDeciding}.
     *
     * @param tls of a client
     * @return a changed copy
     */
    RacingClientEndpoint withHandshakeDeciding(TlsSettings tls);
}
