package org.hextet.resolver.dnsjava;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.IpAddress;

/**
 * What counts now: the options that were given, and for the rest the file.
 *
 * @param servers to be asked
 * @param unusable what stands in the file and is no server, with the reason
 * @param search the file, with search list and {@code ndots} of the options
 * @param timeout how long one server is waited for
 * @param attempts how often all of them are asked
 * @param rotates whether each question begins with another server
 * @param streams whether servers are asked by TCP only
 */
record Settings(
        List<Server> servers,
        List<String> unusable,
        ResolvConf search,
        Duration timeout,
        int attempts,
        boolean rotates,
        boolean streams) {

    /** One server; its zone is not looked up. */
    record Server(IpAddress address, int port) {}

    /** Where nobody says anything (resolv.conf(5)), over both families. */
    private static final List<Server> OF_THIS_HOST = List.of(
            new Server(IpAddress.of(new byte[] {127, 0, 0, 1}), DnsOptions.DNS_PORT),
            new Server(IpAddress.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), DnsOptions.DNS_PORT));

    static Settings of(DnsOptions options, ResolvConf file) {
        List<Server> servers = new ArrayList<>();
        List<String> unusable = List.of();
        if (!options.servers().isEmpty()) {
            for (HostPort given : options.servers()) {
                if (given.host() instanceof Host.Literal literal) {
                    servers.add(new Server(literal.address(), given.port().orElse(DnsOptions.DNS_PORT)));
                }
            }
        } else {
            file.servers().forEach(address -> servers.add(new Server(address, DnsOptions.DNS_PORT)));
            unusable = file.unusable();
            if (servers.isEmpty() && unusable.isEmpty()) {
                servers.addAll(OF_THIS_HOST);
            }
        }
        return new Settings(
                List.copyOf(servers),
                unusable,
                file.searching(
                        options.search().orElse(file.search()), options.dots().orElse(file.dots())),
                options.timeout().orElse(Duration.ofSeconds(file.timeoutSeconds())),
                options.attempts().orElse(file.attempts()),
                options.rotate().orElse(file.rotates()),
                options.streams().orElse(file.streams()));
    }
}
