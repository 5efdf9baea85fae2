package org.hextet.resolver.jdk;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.hextet.addresses.Host;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;

/**
 * Judges what is asked for, and answers what needs no asking: literals, and the loopback names of RFC 6761, section
 * 6.3. All other names go to the platform.
 */
final class JdkResolver implements NameResolver {

    private final Inquiries inquiries;
    private final Capabilities capabilities;
    private final List<String> warnings;

    JdkResolver(
            JdkResolverOptions options,
            Platform platform,
            RememberedFailures remembered,
            Capabilities capabilities,
            List<String> warnings) {
        this.inquiries = new Inquiries(options, platform, remembered);
        this.capabilities = capabilities;
        this.warnings = warnings;
    }

    @Override
    public String provider() {
        return JdkResolverProvider.NAME;
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        // To be read strictly: the platform would take "127.1" and "1" for addresses.
        Host host = Host.parse(name);
        List<StandardProtocolFamily> inOrder = inOrder(name, families);
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException(
                    "look up " + name + ": deadline " + deadline + "; need more than zero, as in 5 s");
        }
        inquiries.requireOpen();
        try {
            if (host instanceof Host.Literal literal) {
                InetAddress address = literal.address().toInetAddress();
                return answerAtOnce(reactor, name, inOrder, answers, Outcome.Found.of(address));
            }
            if (!(host instanceof Host.Name hostName)) {
                throw new IllegalArgumentException(
                        "look up " + name + ": no host name but every local interface; write a name or an address");
            }
            String asciiName = hostName.asciiName();
            if (isLoopbackName(asciiName)) {
                return answerAtOnce(reactor, name, inOrder, answers, loopbacks(asciiName));
            }
            Asker asker = new Asker(inquiries, reactor, name, asciiName, inOrder, answers);
            asker.ask(deadline);
            return asker;
        } catch (RejectedExecutionException closed) {
            throw new IllegalStateException("look up " + name + ": the reactor is closed", closed);
        }
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public void close() {
        inquiries.close();
    }

    /** IPv6 first, as RFC 8305 wants them asked for: who connects can begin with it. */
    private static List<StandardProtocolFamily> inOrder(String name, Set<StandardProtocolFamily> families) {
        List<StandardProtocolFamily> inOrder = Stream.of(StandardProtocolFamily.INET6, StandardProtocolFamily.INET)
                .filter(families::contains)
                .toList();
        if (inOrder.isEmpty() || inOrder.size() != families.size()) {
            throw new IllegalArgumentException(
                    "look up " + name + ": families " + families + "; need INET, INET6 or both");
        }
        return inOrder;
    }

    private static boolean isLoopbackName(String asciiName) {
        String relative = asciiName.endsWith(".") ? asciiName.substring(0, asciiName.length() - 1) : asciiName;
        return relative.equals("localhost") || relative.endsWith(".localhost");
    }

    private static Outcome loopbacks(String asciiName) {
        try {
            return Outcome.Found.of(
                    InetAddress.getByAddress(asciiName, new byte[] {127, 0, 0, 1}),
                    InetAddress.getByAddress(asciiName, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    private Lookup answerAtOnce(
            Reactor reactor, String name, List<StandardProtocolFamily> families, Answers answers, Outcome outcome) {
        Asker asker = new Asker(inquiries, reactor, name, name, families, answers);
        reactor.execute(() -> asker.tell(outcome));
        return asker;
    }
}
