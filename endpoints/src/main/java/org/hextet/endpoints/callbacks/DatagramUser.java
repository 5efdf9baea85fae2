package org.hextet.endpoints.callbacks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/** The protocol of whoever opened a datagram port: made, and told that its port is there, as a reactor does. */
public final class DatagramUser {

    private DatagramUser() {}

    /**
     * Makes the protocol.
     *
     * @param reactor hears of what the factory throws
     * @param factory of the user
     * @param local what is bound, for the failure
     * @return the protocol
     * @throws IOException if the factory gives none; what it throws is thrown as it is
     */
    public static DatagramProtocol made(
            Reactor reactor, Supplier<? extends DatagramProtocol> factory, InetSocketAddress local) throws IOException {
        DatagramProtocol protocol;
        try {
            protocol = factory.get();
        } catch (RuntimeException | Error thrown) {
            reactor.execute(new Thrown("the protocol factory of a datagram port", thrown));
            throw thrown;
        }
        if (isNull(protocol)) {
            throw Failures.of(
                    new Facts(FailureKind.ABORTED, "listen", local, null, null),
                    "listen on " + AddressText.formatSocket(local) + ": the factory gave no protocol",
                    null);
        }
        return protocol;
    }

    /** A factory of code that knows no nullness annotations may give null all the same. */
    private static boolean isNull(@Nullable Object given) {
        return given == null;
    }

    /**
     * Tells the protocol that its port is there.
     *
     * @param protocol of the user
     * @param port what the user knows
     */
    public static void opened(DatagramProtocol protocol, DatagramPort port) {
        tell(protocol, port, () -> protocol.opened(port));
    }

    /**
     * Tells the protocol something outside of a callback of the reactor's.
     *
     * @param protocol of the user
     * @param port what the user knows
     * @param telling calls it
     */
    public static void tell(DatagramProtocol protocol, DatagramPort port, Telling telling) {
        try {
            telling.tell();
        } catch (Exception | Error thrown) {
            port.reactor().execute(new Thrown("a datagram protocol, " + protocol.protocolName() + ",", thrown));
        }
    }

    /** A call of a protocol. */
    @FunctionalInterface
    public interface Telling {

        /**
         * Calls it.
         *
         * @throws Exception what the protocol throws
         */
        void tell() throws Exception;
    }
}
