package org.hextet.tls;

import java.util.function.Function;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.tls.stream.TlsStream;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way from plain to secured. For those who implement {@link Connection#startTls}: they switch the
 * connection to {@link #after} of the protocol that it had, and see to it that nothing read before counts as secured.
 */
public final class TlsUpgrade {

    private final Connection carrier;
    private final Function<Protocol, TlsStream> making;
    private final Promise<Connection> secured;
    private @Nullable TlsStream stream;

    TlsUpgrade(Connection carrier, Function<Protocol, TlsStream> making, Promise<Connection> secured) {
        this.carrier = carrier;
        this.making = making;
        this.secured = secured;
    }

    /**
     * The protocol that shakes hands. Called once, on the reactor's thread.
     *
     * @param before the connection's protocol so far: it hears {@code closed} if the handshake fails, and nothing else
     * @return what the connection is switched to
     */
    public Protocol after(Protocol before) {
        TlsStream made = making.apply(before);
        stream = made;
        return made;
    }

    /**
     * The result.
     *
     * @return what {@link Connection#startTls} gives
     */
    public Pending<Connection> secured() {
        return secured;
    }

    /**
     * Bytes were left in the lent buffer when the callback returned that asked for TLS: ends the connection. On the
     * reactor's thread, after {@link #after}.
     *
     * @param bytes how many
     */
    public void refuse(int bytes) {
        TlsStream made = stream;
        if (made != null) {
            made.plainTextBehind(bytes);
        }
    }

    /** The connection was ending when its turn came: fails the result, in place of {@link #after}. */
    public void tooLate() {
        secured.fail(Failures.of(
                new Facts(FailureKind.ABORTED, "startTls", carrier.localAddress(), carrier.remoteAddress(), null),
                "startTls with " + AddressText.formatSocket(carrier.remoteAddress())
                        + ": the connection is ending or gone",
                null));
    }

    /**
     * What {@link Connection#close()} of the plain connection does from now on: closes the secured one, if it is there.
     */
    public void close() {
        TlsStream made = stream;
        if (made == null || !made.closeSecured()) {
            carrier.close();
        }
    }
}
