package org.hextet.tck.mutants;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;

/** A resolver that tells bytes and zones of addresses, and nothing else: no host name, no time to live. */
final class BareAddresses extends ForwardingResolver {

    BareAddresses(NameResolver beneath) {
        super(beneath);
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        return super.lookup(reactor, name, families, deadline, new Answers() {
            @Override
            public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                List<InetAddress> bare = new ArrayList<>();
                for (InetAddress address : addresses) {
                    bare.add(bare(address));
                }
                answers.answered(family, bare, OptionalLong.empty());
            }

            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                answers.failed(family, why);
            }
        });
    }

    private static InetAddress bare(InetAddress address) {
        try {
            return address instanceof Inet6Address zoned && zoned.getScopeId() != 0
                    ? Inet6Address.getByAddress(null, zoned.getAddress(), zoned.getScopeId())
                    : InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
