package org.hextet.cli.diagnosis;

import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The switches of a JVM that hurt who connects by name. */
final class JvmSwitches {

    private JvmSwitches() {}

    static List<Finding> ofThisOne() {
        return of(System::getProperty, Security::getProperty);
    }

    /**
     * Looks at them.
     *
     * @param system the system properties; null for one that is not set
     * @param security those of {@code java.security}
     */
    static List<Finding> of(UnaryOperator<@Nullable String> system, UnaryOperator<@Nullable String> security) {
        List<Finding> found = new ArrayList<>();
        if (isTrue(system.apply("java.net.preferIPv4Stack"))) {
            found.add(Finding.problem(
                    Code.PREFER_IPV4_STACK,
                    "-Djava.net.preferIPv4Stack=true: this JVM has no IPv6, whatever the host has; leave it out"));
        }
        String preferred = system.apply("java.net.preferIPv6Addresses");
        if (preferred == null || preferred.equalsIgnoreCase("false")) {
            found.add(Finding.note(
                    Code.PREFER_IPV4_ADDRESSES,
                    "java.net.preferIPv6Addresses is " + (preferred == null ? "not set" : preferred)
                            + ": programs on this JVM that take the first address of InetAddress take IPv4;"
                            + " -Djava.net.preferIPv6Addresses=system keeps the order of the system"));
        }
        String hosts = system.apply("jdk.net.hosts.file");
        if (hosts != null) {
            found.add(Finding.problem(
                    Code.HOSTS_FILE_ONLY,
                    "-Djdk.net.hosts.file=" + hosts + ": this JVM knows the names of that file and no others"));
        }
        lifetime(security.apply("networkaddress.cache.ttl"), system.apply("sun.net.inetaddr.ttl"))
                .filter(JvmSwitches::isForEver)
                .ifPresent(ttl -> found.add(Finding.problem(
                        Code.CACHE_FOREVER,
                        "networkaddress.cache.ttl is " + ttl + ": this JVM keeps the addresses of a name for ever, and"
                                + " does not see when a host moves; 30 is usual")));
        lifetime(security.apply("networkaddress.cache.negative.ttl"), system.apply("sun.net.inetaddr.negative.ttl"))
                .filter(JvmSwitches::isForEver)
                .ifPresent(ttl -> found.add(Finding.problem(
                        Code.NEGATIVE_CACHE_FOREVER,
                        "networkaddress.cache.negative.ttl is " + ttl + ": a lookup that fails once fails for ever;"
                                + " 10 is usual")));
        String service = system.apply("sun.net.spi.nameservice.provider.1");
        if (service != null) {
            found.add(Finding.note(
                    Code.NAME_SERVICE_IGNORED,
                    "-Dsun.net.spi.nameservice.provider.1=" + service + ": no JVM since Java 9 looks at it"));
        }
        return found;
    }

    private static boolean isTrue(@Nullable String value) {
        return "true".equalsIgnoreCase(value);
    }

    /** The security property wins (InetAddressCachePolicy). */
    private static java.util.Optional<String> lifetime(@Nullable String security, @Nullable String system) {
        return java.util.Optional.ofNullable(security).or(() -> java.util.Optional.ofNullable(system));
    }

    private static boolean isForEver(String seconds) {
        return seconds.strip().matches("-[0-9]+");
    }
}
