package org.hextet.adapters.race;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import org.hextet.api.StreamOptions;

/**
 * How somebody else's connections are made: given to one connect by {@link #on}. It travels among the socket options of
 * the connect, which is how {@link ForeignReactor} tells these attempts from the connections that others make on it, a
 * resolver's to its name servers for example.
 *
 * @param <T> a connection
 */
public interface Attempts<T> {

    /** Under which it is found. */
    @SuppressWarnings("rawtypes") // A class has no parameters
    SocketOption<Attempts> OPTION = new SocketOption<>() {
        @Override
        public String name() {
            return "ATTEMPTS";
        }

        @Override
        public Class<Attempts> type() {
            return Attempts.class;
        }
    };

    /**
     * The options of a connect whose attempts these are.
     *
     * @param options of an endpoint
     * @return a changed copy
     */
    default StreamOptions on(StreamOptions options) {
        return options.with(OPTION, this);
    }

    /**
     * Begins an attempt. On the loop, which it does not keep waiting.
     *
     * @param remote whom to connect to
     * @param options of the attempt; their deadline is its own
     * @param end told once how it ended, from any thread, perhaps before this returns
     * @return gives the attempt up, at once; called at most once, on the loop, perhaps when it has ended
     */
    Runnable begin(InetSocketAddress remote, StreamOptions options, AttemptEnd<T> end);

    /**
     * Closes a connection that has not won, with a reset if there is a choice.
     *
     * @param connection connected, or closed already
     */
    void abort(T connection);
}
