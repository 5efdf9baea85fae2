package org.hextet.endpoints;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.api.Capability;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.inherited.InheritedSocket;
import org.hextet.endpoints.inherited.InheritedSockets;
import org.hextet.endpoints.listening.Adopting;
import org.hextet.endpoints.text.OptionValue;
import org.hextet.endpoints.text.StreamOptionsText;
import org.hextet.endpoints.text.StreamOptionsText.Side;
import org.hextet.endpoints.text.UriOptions;
import org.jspecify.annotations.Nullable;

/**
 * Listens on sockets that the service manager has opened and bound, and handed to this process: by the protocol of
 * sd_listen_fds(3), as systemd does it with {@code .socket} units. So a server needs no right to bind its port, and
 * none of its clients is turned away while it starts. Immutable; shared by any threads.
 *
 * <p>A socket is adopted once in the life of a process: listening a second time fails with kind in-use, also when the
 * first port has stopped, because its descriptor is closed then. The variables stay in the environment, out of which a
 * JVM cannot take them; a process that this one starts is kept from taking the sockets for its own by LISTEN_PID.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_listen_fds.3.html">sd_listen_fds(3)</a>
 */
public final class InheritedServerEndpoint implements ServerEndpoint {

    static final String SCHEME = "systemd";

    private static final String EXAMPLE = "write systemd:NAME, as in systemd:web";

    private final String name;
    private final StreamOptions options;
    private final InheritedSockets sockets;

    private InheritedServerEndpoint(String name, StreamOptions options, InheritedSockets sockets) {
        this.name = name;
        this.options = options;
        this.sockets = sockets;
    }

    /**
     * The sockets of a name, all of them as one port: {@code FileDescriptorName=} of a {@code .socket} unit, by default
     * the name of the unit with {@code .socket}. Sockets without a name are called {@code unknown}.
     *
     * @param name the name; or, where no socket has it, a number that counts all inherited sockets from 0. Whether
     *     there is one is found out by {@link #listen}
     * @return the endpoint
     * @throws IllegalArgumentException if the name is empty, or has other characters than those of ASCII that can be
     *     printed and are no colon
     */
    public static InheritedServerEndpoint named(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "inherited socket \"" + name + "\": a name has printable ASCII characters and no colon, as in web");
        }
        return new InheritedServerEndpoint(name, StreamOptions.DEFAULT, InheritedSockets.ofThisProcess());
    }

    /** As fdname_is_valid of systemd has it. */
    private static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= 255 && name.chars().allMatch(c -> c >= ' ' && c <= '~' && c != ':');
    }

    static InheritedServerEndpoint parse(String uri) {
        int nameAt = SCHEME.length() + 1;
        if (uri.startsWith("//", nameAt)) {
            throw new AddressSyntaxException(uri, nameAt, "\"//\" before the name of an inherited socket", EXAMPLE);
        }
        int question = uri.indexOf('?');
        int end = question < 0 ? uri.length() : question;
        if (end == nameAt) {
            throw new AddressSyntaxException(uri, nameAt, "no name of an inherited socket", EXAMPLE);
        }
        String name = decoded(uri, nameAt, end);
        if (!isName(name)) {
            throw new AddressSyntaxException(
                    uri,
                    nameAt,
                    "no name of an inherited socket",
                    "a name has printable ASCII characters and no colon; " + EXAMPLE);
        }
        if (question < 0) {
            return named(name);
        }
        Map<String, OptionValue> given = UriOptions.parse(uri, question + 1, TcpUri.OPTION_EXAMPLE);
        UriOptions.requireKnown(
                given,
                StreamOptionsText.names(Side.HEIR),
                StreamOptionsText.names(Side.SERVER),
                "socket that is bound already",
                TcpUri.OPTION_EXAMPLE);
        return named(name).withOptions(StreamOptionsText.read(given, Side.HEIR));
    }

    private static String decoded(String uri, int from, int end) {
        StringBuilder name = new StringBuilder();
        for (int i = from; i < end; i++) {
            char c = uri.charAt(i);
            if (c == '%') {
                if (i + 3 > end
                        || Character.digit(uri.charAt(i + 1), 16) < 0
                        || Character.digit(uri.charAt(i + 2), 16) < 0) {
                    throw new AddressSyntaxException(
                            uri, i, "\"%\" without two hexadecimal digits", "write %25 for the character itself");
                }
                c = (char) Integer.parseInt(uri.substring(i + 1, i + 3), 16);
                i += 2;
            }
            name.append(c);
        }
        return name.toString();
    }

    private static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte c : name.getBytes(StandardCharsets.US_ASCII)) {
            if (" \"#%?".indexOf(c) < 0) {
                text.append((char) c);
            } else {
                text.append(String.format("%%%02X", c));
            }
        }
        return text.toString();
    }

    /** Where it takes them from. */
    InheritedSockets sockets() {
        return sockets;
    }

    /** With the sockets of another environment than this process's. */
    InheritedServerEndpoint from(InheritedSockets others) {
        return new InheritedServerEndpoint(name, options, others);
    }

    /**
     * With other options.
     *
     * @param options of every accepted connection; socket options of the listener are set where they still can be
     * @return a changed copy
     */
    public InheritedServerEndpoint withOptions(StreamOptions options) {
        return new InheritedServerEndpoint(name, options, sockets);
    }

    /**
     * The name.
     *
     * @return as it was given
     */
    public String name() {
        return name;
    }

    /**
     * The options of every accepted connection.
     *
     * @return never null
     */
    @Override
    public StreamOptions options() {
        return options;
    }

    /**
     * Listens.
     *
     * @param reactor carries the port and the connections that it accepts; the sockets belong to it from now on
     * @param factory makes one protocol for each accepted connection, whichever socket accepts it
     * @return the port, with a part for each socket of that name; fails with a {@link java.net.BindException} of kind
     *     not-available if this process has inherited no sockets, or none of that name (lists the names), of kind
     *     in-use if one was adopted before; or as of {@link Reactor#adopt}, when those of the name that were adopted
     *     until then are closed
     * @throws UnsupportedOperationException in the calling thread: this reactor lacks the capability {@code inherited},
     *     or one that an option needs; names it
     */
    @Override
    public Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory) {
        reactor.capabilities().require(Capability.INHERITED);
        StreamOptionsText.require(options, Side.HEIR, reactor.capabilities());
        List<InheritedSocket> claimed;
        try {
            claimed = sockets.claim(name);
        } catch (IOException none) {
            Promise<ListeningPort> failed = reactor.promise(() -> {});
            failed.fail(none);
            return failed;
        }
        return new Adopting(reactor, sockets, claimed, options, factory).start();
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof InheritedServerEndpoint that
                && name.equals(that.name)
                && options.equals(that.options)
                && sockets == that.sockets;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + options.hashCode();
    }

    /**
     * The URI of this endpoint, read back as an equal one. Watermarks and socket options without a name in URIs are
     * left out.
     *
     * @return for example {@code systemd:web?idle-timeout=30s}
     */
    @Override
    public String toString() {
        List<String> text = new ArrayList<>(StreamOptionsText.write(options, Side.HEIR));
        return SCHEME + ":" + encoded(name) + (text.isEmpty() ? "" : "?" + String.join("&", text));
    }
}
