package org.hextet.tck.mutants;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.DnsRecord;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;

/** A resolver that passes on to another one what it does not change. */
abstract class ForwardingResolver implements NameResolver {

    /** Gets every call that is not overridden. */
    protected final NameResolver beneath;

    ForwardingResolver(NameResolver beneath) {
        this.beneath = beneath;
    }

    @Override
    public String provider() {
        return beneath.provider();
    }

    @Override
    public final Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        return lookup(new Asked(reactor, name, families, deadline, answers));
    }

    /** As the other one, for what changes a question or its answers. */
    Lookup lookup(Asked asked) {
        return asked.of(beneath);
    }

    @Override
    public Pending<List<DnsRecord>> records(Reactor reactor, String name, String type, Duration deadline) {
        return beneath.records(reactor, name, type, deadline);
    }

    @Override
    public void flush() {
        beneath.flush();
    }

    @Override
    public Capabilities capabilities() {
        return beneath.capabilities();
    }

    @Override
    public List<String> warnings() {
        return beneath.warnings();
    }

    @Override
    public void close() {
        beneath.close();
    }
}
