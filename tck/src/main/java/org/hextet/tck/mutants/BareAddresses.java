package org.hextet.tck.mutants;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;

/** A resolver that tells bytes and zones of addresses, and nothing else: no host name, no time to live. */
final class BareAddresses extends ForwardingResolver {

    BareAddresses(NameResolver beneath) {
        super(beneath);
    }

    @Override
    Lookup lookup(Asked asked) {
        return super.lookup(asked.withAnswers(new ForwardingAnswers(asked.answers()) {
            @Override
            public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                List<InetAddress> bare = new ArrayList<>();
                for (InetAddress address : addresses) {
                    bare.add(bare(address));
                }
                super.answered(family, bare, OptionalLong.empty());
            }
        }));
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
