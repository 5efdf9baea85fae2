package org.hextet.endpoints;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.IpAddress;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.text.StreamOptionsText;

/** What server endpoints of one address have in common. */
record FixedAddress(IpAddress address, int port, StreamOptions options) {

    static FixedAddress of(String literal, int port) {
        IpAddress address = Literals.parse(literal);
        return new FixedAddress(address, AddressRules.requirePort(port, "listen on " + address), StreamOptions.DEFAULT);
    }

    FixedAddress with(StreamOptions changed) {
        return new FixedAddress(address, port, changed);
    }

    FixedAddress shared(int number) {
        return new FixedAddress(
                address,
                AddressRules.requirePort(number, "listen on " + address),
                SharedServerEndpoint.sharing(options));
    }

    Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory) {
        return reactor.listenTcp(
                new InetSocketAddress(Literals.onThisHost(address, "listen on", port), port), options, factory);
    }

    @Override
    public String toString() {
        List<String> text = StreamOptionsText.write(options, StreamOptionsText.Side.SERVER);
        return TcpUri.SCHEME + "://" + HostPort.of(new Host.Literal(address), port)
                + (text.isEmpty() ? "" : "?" + String.join("&", text));
    }
}
