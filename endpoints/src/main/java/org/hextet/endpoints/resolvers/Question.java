package org.hextet.endpoints.resolvers;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.api.Answers;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;

/**
 * What a resolver was asked, checked.
 *
 * @param reactor on whose thread it is answered
 * @param name as it was given
 * @param host the same, parsed: a name or a literal
 * @param families IPv6 first, not empty
 * @param deadline more than zero
 * @param answers who is told
 */
record Question(
        Reactor reactor,
        String name,
        Host host,
        List<StandardProtocolFamily> families,
        Duration deadline,
        Answers answers) {

    static Question checked(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        Host host = Host.parse(name);
        if (host instanceof Host.Any) {
            throw new IllegalArgumentException(
                    "look up " + name + ": no host name but every local interface; write a name or an address");
        }
        List<StandardProtocolFamily> inOrder = Stream.of(StandardProtocolFamily.INET6, StandardProtocolFamily.INET)
                .filter(families::contains)
                .toList();
        if (inOrder.isEmpty() || inOrder.size() != families.size()) {
            throw new IllegalArgumentException(
                    "look up " + name + ": families " + families + "; need INET, INET6 or both");
        }
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException(
                    "look up " + name + ": deadline " + deadline + "; need more than zero, as in 5 s");
        }
        return new Question(reactor, name, host, inOrder, deadline, answers);
    }

    /** The loopback addresses, if the name is one of localhost (RFC 6761, section 6.3); nothing otherwise. */
    static List<InetAddress> loopback(String key) {
        return key.equals("localhost") || key.endsWith(".localhost")
                ? Stream.of("::1", "127.0.0.1")
                        .map(text -> AddressText.parse(text).toInetAddress())
                        .toList()
                : List.of();
    }

    /** Runs something on the reactor's thread, later. */
    void later(Runnable task) {
        try {
            reactor.execute(task);
        } catch (RejectedExecutionException closed) {
            throw new IllegalStateException("look up " + name + ": the reactor is closed", closed);
        }
    }

    UnknownHostException failure(FailureKind kind, String why) {
        return failure(name, kind, why);
    }

    static UnknownHostException failure(String name, FailureKind kind, String why) {
        return Failures.ofLookup(new Facts(kind, "look up"), "look up " + name + ": " + why, null);
    }

    static String word(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? "IPv6" : "IPv4";
    }
}
