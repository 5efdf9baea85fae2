package org.hextet.resolver.jdk;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.hextet.api.Answers;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/** How a lookup ended, for both families at once. */
sealed interface Outcome {

    /** Tells one family, which is {@code INET} or {@code INET6}. {@code name} is as it was given. */
    void tell(Answers answers, StandardProtocolFamily family, String name);

    /** The addresses of each family, of one at least; in the platform's order, zones kept. */
    record Found(List<InetAddress> ipv4, List<InetAddress> ipv6) implements Outcome {

        static Found of(InetAddress... addresses) {
            List<InetAddress> ipv4 = new ArrayList<>();
            List<InetAddress> ipv6 = new ArrayList<>();
            for (InetAddress address : addresses) {
                (address instanceof Inet4Address ? ipv4 : ipv6).add(address);
            }
            return new Found(List.copyOf(ipv4), List.copyOf(ipv6));
        }

        @Override
        public void tell(Answers answers, StandardProtocolFamily family, String name) {
            List<InetAddress> addresses = family == StandardProtocolFamily.INET6 ? ipv6 : ipv4;
            if (!addresses.isEmpty()) {
                answers.answered(family, addresses, OptionalLong.empty());
                return;
            }
            boolean wantsIpv6 = family == StandardProtocolFamily.INET6;
            answers.failed(
                    family,
                    failure(
                            FailureKind.NO_DATA,
                            name,
                            wantsIpv6
                                    ? "no IPv6 address of it is known, only IPv4"
                                    : "no IPv4 address of it is known, only IPv6",
                            null));
        }
    }

    /**
     * None, of either family.
     *
     * @param kind no-such-name, no-data, temporary, timeout or cancelled
     * @param what what happened and what to do, for people
     * @param cause the platform's own exception, if there was one
     */
    record NotFound(FailureKind kind, String what, @Nullable Throwable cause) implements Outcome {

        /** By the words of the platform, which stay in the message for searching. */
        static NotFound byWords(String words, @Nullable Throwable cause) {
            FailureKind kind = PlatformTexts.kind(words);
            String what = switch (kind) {
                case NO_SUCH_NAME ->
                    "no such name (" + words + "); check its spelling, the hosts file and the search list";
                case NO_DATA -> "the name has no address (" + words + ")";
                default -> "not known now (" + words + "); a name server may be silent or failing, try again later";
            };
            return new NotFound(kind, what, cause);
        }

        @Override
        public void tell(Answers answers, StandardProtocolFamily family, String name) {
            answers.failed(family, failure(kind, name, what, cause));
        }
    }

    private static UnknownHostException failure(FailureKind kind, String name, String what, @Nullable Throwable cause) {
        return Failures.ofLookup(new Facts(kind, "look up"), "look up " + name + ": " + what, cause);
    }
}
