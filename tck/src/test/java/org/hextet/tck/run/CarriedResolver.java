package org.hextet.tck.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ResolverProvider;
import org.hextet.tck.dns.DnsQuestion;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.dns.ResolverHarness;
import org.hextet.tck.subject.ProviderText;
import org.hextet.tck.subject.Resolver;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A resolver whose questions go by a way of its own: by a call, where a real one would have HTTPS. It comes with a
 * harness, and can be made to break a rule.
 */
final class CarriedResolver implements ResolverProvider, ResolverHarness {

    private final boolean asksBoth;
    private volatile DnsScript script = new DnsScript(1);

    /** With {@code asksBoth} it asks for both types, whatever is wanted. */
    CarriedResolver(boolean asksBoth) {
        this.asksBoth = asksBoth;
    }

    Resolver underTest() {
        return new Resolver(ProviderText.parse(name()), Optional.of(this), Optional.empty(), Optional.of(this), true);
    }

    @Override
    public String resolver() {
        return name();
    }

    @Override
    public Carrier carry(DnsScript ofCheck) {
        script = ofCheck;
        return new Carrier() {
            @Override
            public Map<String, String> options() {
                return Map.of("url", "none");
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String name() {
        return "carried";
    }

    @Override
    public int contract() {
        return 1;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                name(),
                Set.of(
                        Capability.RESOLVE,
                        Capability.RESOLVE_FAMILY,
                        Capability.RESOLVE_KINDS,
                        Capability.RESOLVE_STREAMING),
                Map.of());
    }

    @Override
    public NameResolver open(ProviderSpec spec, List<String> warnings) {
        if (!"none".equals(spec.options().get("url"))) {
            throw new IllegalArgumentException("not the harness's options: " + spec);
        }
        return new Opened();
    }

    private final class Opened implements NameResolver {

        @Override
        public String provider() {
            return name();
        }

        @Override
        public Lookup lookup(
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers) {
            Set<StandardProtocolFamily> open = EnumSet.copyOf(families);
            reactor.schedule(
                    deadline,
                    () -> List.copyOf(open).forEach(family -> fail(answers, open, family, name, FailureKind.TIMEOUT)));
            Set<StandardProtocolFamily> asked =
                    asksBoth ? EnumSet.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6) : families;
            for (StandardProtocolFamily family : asked) {
                int type = family == StandardProtocolFamily.INET ? Type.A : Type.AAAA;
                try {
                    Message question = Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
                    script.ask(
                            0,
                            question.toWire(),
                            DnsQuestion.Transport.OTHER,
                            Optional.empty(),
                            answer -> reactor.execute(() -> tell(answers, open, family, name, answer)));
                } catch (IOException impossible) {
                    throw new AssertionError(impossible);
                }
            }
            return open::isEmpty;
        }

        private void tell(
                Answers answers,
                Set<StandardProtocolFamily> open,
                StandardProtocolFamily family,
                String name,
                byte[] answer) {
            try {
                Message message = new Message(answer);
                List<InetAddress> found = message.getSection(Section.ANSWER).stream()
                        .map(record ->
                                record instanceof ARecord ipv4 ? ipv4.getAddress() : ((AAAARecord) record).getAddress())
                        .toList();
                if (!found.isEmpty() && open.remove(family)) {
                    answers.answered(family, found, OptionalLong.empty());
                    return;
                }
                FailureKind kind = switch (message.getRcode()) {
                    case Rcode.NOERROR -> FailureKind.NO_DATA;
                    case Rcode.NXDOMAIN -> FailureKind.NO_SUCH_NAME;
                    default -> FailureKind.TEMPORARY;
                };
                fail(answers, open, family, name, kind);
            } catch (IOException unreadable) {
                fail(answers, open, family, name, FailureKind.TEMPORARY);
            }
        }

        private void fail(
                Answers answers,
                Set<StandardProtocolFamily> open,
                StandardProtocolFamily family,
                String name,
                FailureKind kind) {
            if (open.remove(family)) {
                String what = family == StandardProtocolFamily.INET ? "IPv4" : "IPv6";
                answers.failed(
                        family,
                        Failures.ofLookup(
                                new NetworkFailure.Facts(kind, "look up"),
                                "look up " + name + " (" + what + "): " + kind.text(),
                                null));
            }
        }

        @Override
        public Capabilities capabilities() {
            return CarriedResolver.this.capabilities();
        }

        @Override
        public List<String> warnings() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
