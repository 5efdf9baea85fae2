package org.hextet.adapters.lookup;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.List;
import java.util.stream.Stream;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;

/** The JVM's own resolver, with its answers in order. */
final class OrderedResolver implements InetAddressResolver {

    private static final int FAMILIES = LookupPolicy.IPV4 | LookupPolicy.IPV6;

    private final InetAddressResolver builtin;

    OrderedResolver(InetAddressResolver builtin) {
        this.builtin = builtin;
    }

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
        LookupPolicy unordered = LookupPolicy.of(policy.characteristics() & FAMILIES);
        List<InetAddress> found = builtin.lookupByName(host, unordered).toList();
        if (found.size() < 2) {
            return found.stream();
        }
        return DestinationOrder.standard()
                .sorted(found.stream()
                        .map(address -> Candidate.of(address, SourceAddresses.of(address)))
                        .toList())
                .stream();
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
        return builtin.lookupByAddress(address);
    }
}
