package org.hextet.tck.mutants;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import org.hextet.api.StreamOptions;
import org.hextet.tls.ForwardingConnection;

/** What goes wrong with socket options. */
final class OptionMutants {

    private OptionMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                        "forgets-options",
                        "A socket option that is set on a connection is not passed on.",
                        "TCP-301",
                        "TCP_NODELAY after it was set on the loop is true, expected false",
                        Laid.onConnections(connection -> new ForwardingConnection(connection) {
                            @Override
                            public <T> void option(SocketOption<T> option, T value) throws IOException {
                                if (!option.equals(StandardSocketOptions.TCP_NODELAY)) {
                                    super.option(option, value);
                                }
                            }
                        })),
                TransportMutant.of(
                        "ignores-linger",
                        "SO_LINGER is dropped: a close with linger 0 ends in order.",
                        "TCP-302",
                        "what the peer read after the close is -1, expected \"a reset\"",
                        reactor -> new StreamMutants.StreamOptionsChanged(reactor) {
                            @Override
                            StreamOptions changed(StreamOptions options) {
                                return ChangedOptions.without(options, StandardSocketOptions.SO_LINGER);
                            }
                        }),
                TransportMutant.of(
                                "drops-buffer-sizes",
                                "SO_RCVBUF in the options is dropped.",
                                "TCP-303",
                                "SO_RCVBUF of the connecting end is",
                                reactor -> new StreamMutants.StreamOptionsChanged(reactor) {
                                    @Override
                                    StreamOptions changed(StreamOptions options) {
                                        return options.socketOptions().get(StandardSocketOptions.SO_RCVBUF)
                                                                instanceof Integer size
                                                        && size > 0
                                                ? ChangedOptions.without(options, StandardSocketOptions.SO_RCVBUF)
                                                : options;
                                    }
                                })
                        .withWords("expected at least the 200000 asked for"),
                TransportMutant.of(
                        "swallows-bad-values",
                        "A value that is out of range is dropped without a word.",
                        "TCP-305",
                        "setting SO_RCVBUF to -1 threw nothing",
                        Laid.onConnections(connection -> new ForwardingConnection(connection) {
                            @Override
                            public <T> void option(SocketOption<T> option, T value) throws IOException {
                                try {
                                    super.option(option, value);
                                } catch (IllegalArgumentException swallowed) {
                                    // This is the mistake.
                                }
                            }
                        })),
                TransportMutant.of(
                                "shares-every-port",
                                "SO_REUSEPORT is on without being asked for: a taken port is bound again.",
                                "TCP-307",
                                "a pending succeeded with a port on 127.0.0.1:",
                                reactor -> new StreamMutants.StreamOptionsChanged(reactor) {
                                    @Override
                                    StreamOptions changed(StreamOptions options) {
                                        return options.with(StandardSocketOptions.SO_REUSEPORT, true);
                                    }
                                })
                        .withWords("expected a failure"));
    }
}
