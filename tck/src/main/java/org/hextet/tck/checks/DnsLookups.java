package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.dns.DnsQuestion;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.rig.DnsRig;
import org.hextet.tck.rig.LookupRecorder;
import org.hextet.tck.rig.Rig;

/** Lookups that ask a script: begun on one reactor, and judged. */
final class DnsLookups {

    static final Set<StandardProtocolFamily> BOTH = Set.of(INET, INET6);

    private final Rig rig;
    private final Reactor reactor;
    private final DnsScript script;
    private final NameResolver resolver;

    DnsLookups(Rig rig, Reactor reactor, DnsRig dns, String... options) throws IOException {
        this.rig = rig;
        this.reactor = reactor;
        this.script = dns.script();
        this.resolver = dns.openResolver(options);
    }

    /** On the check's reactor. */
    DnsLookups(Rig rig, DnsRig dns, String... options) throws IOException {
        this(rig, rig.reactor(), dns, options);
    }

    NameResolver resolver() {
        return resolver;
    }

    LookupRecorder of(String name, StandardProtocolFamily family) {
        return of(name, Set.of(family), Patience.guard());
    }

    LookupRecorder ofBoth(String name) {
        return of(name, BOTH, Patience.guard());
    }

    LookupRecorder of(String name, Set<StandardProtocolFamily> families, Duration deadline) {
        LookupRecorder answers = new LookupRecorder();
        resolver.lookup(reactor, name, families, deadline, answers);
        return answers;
    }

    /** Looks up and waits. */
    void expectFound(String name, StandardProtocolFamily family, String... addresses) {
        expect(of(name, family), name, family, addresses);
    }

    /** Waits for the answer of a lookup; the order does not count. */
    void expect(LookupRecorder answers, String name, StandardProtocolFamily family, String... addresses) {
        rig.expectEqual(
                "what " + name + " has for " + family,
                Stream.of(addresses).sorted().toList(),
                texts(answers.awaitAddresses(family)));
    }

    static List<String> texts(List<InetAddress> addresses) {
        return addresses.stream().map(AddressText::format).sorted().toList();
    }

    /** Looks up and waits: any failure that says what it is. */
    UnknownHostException expectTyped(String name, StandardProtocolFamily family) {
        UnknownHostException why = of(name, family).awaitFailure(family);
        rig.expect(
                why instanceof NetworkFailure,
                "the failure to find " + name + " is " + why + ", expected a NetworkFailure");
        rig.expectWords("the failure to find " + name, why, name);
        return why;
    }

    /** What was to come before it has come when this returns: another name was asked for, and answered. */
    void sentinel() {
        String name = DnsScript.freshName("sentinel");
        script.answering(name, "192.0.2.99", "2001:db8::99");
        LookupRecorder answers = ofBoth(name);
        answers.awaitAddresses(INET);
        answers.awaitAddresses(INET6);
        rig.turns(reactor, 2);
    }

    /** What was asked about a name so far, as {@code AAAA A}. */
    List<String> typesAsked(String name) {
        return script.questions(name).stream().map(DnsQuestion::type).toList();
    }
}
