package org.hextet.cli.diagnosis;

import java.net.StandardProtocolFamily;
import java.util.Optional;

/** What a doctor can find. The names are stable; more may be added in a minor release. */
enum Code {
    // ---- the host
    NO_ADDRESS("no-ipv#-address", "the host has no address of this family but loopback and link-local ones"),
    NO_ROUTE("no-ipv#-route", "the host has addresses of this family, and no way to send with them"),
    ADDRESS_UNUSABLE("ipv#-address-unusable", "an address of the host is tentative, a duplicate, or deprecated"),
    NAT64_ONLY("nat64-only", "IPv4 is reached through NAT64 alone: what connects to IPv4 literals fails"),
    NO_NAME_SERVER("no-name-server", "resolv.conf names no server"),
    UNUSABLE_NAME_SERVER("unusable-name-server", "resolv.conf names a server that cannot be asked"),
    DNS_SERVER_DEAD("dns-server-dead", "a name server gives no answer, or a failure"),
    DNS_SERVERS_DISAGREE("dns-servers-disagree", "one name server has addresses, another one has none"),
    // ---- the JVM
    PREFER_IPV4_STACK("prefer-ipv4-stack", "java.net.preferIPv4Stack: the JVM has no IPv6"),
    PREFER_IPV4_ADDRESSES("prefer-ipv4-addresses", "java.net.preferIPv6Addresses: lookups of the JVM give IPv4 first"),
    HOSTS_FILE_ONLY("hosts-file-only", "jdk.net.hosts.file: the JVM looks up names in that file only"),
    CACHE_FOREVER("dns-cache-forever", "networkaddress.cache.ttl: the JVM never asks for a name again"),
    NEGATIVE_CACHE_FOREVER(
            "dns-negative-cache-forever", "networkaddress.cache.negative.ttl: a name that once failed fails for ever"),
    NAME_SERVICE_IGNORED("name-service-ignored", "sun.net.spi.nameservice: this switch has no effect since Java 9"),
    // ---- the name
    NO_SUCH_NAME("no-such-name", "the name does not exist"),
    NO_AAAA("no-aaaa", "the name has no IPv6 address"),
    NO_A("no-a", "the name has no IPv4 address"),
    LOOKUP_FAILED("ipv#-lookup-failed", "whether the name has addresses of this family is not known"),
    SLOW_LOOKUP("slow-lookup", "the answer took two seconds and more"),
    ORDER_IPV4_FIRST("order-ipv4-first", "the name has IPv6 addresses, and IPv4 is tried first"),
    // ---- the attempts
    ATTEMPTS_TIME_OUT("ipv#-attempts-time-out", "no address of this family answers"),
    ATTEMPTS_REFUSED("ipv#-attempts-refused", "nobody listens at any address of this family"),
    ATTEMPTS_UNREACHABLE("ipv#-attempts-unreachable", "there is no way to any address of this family"),
    ATTEMPTS_FAIL("ipv#-attempts-fail", "no address of this family connects, for several or other reasons"),
    SOME_ATTEMPTS_FAIL("ipv#-some-attempts-fail", "some addresses of this family connect, others do not"),
    NOT_ALL_TRIED("not-all-tried", "there were more addresses, or less time, than attempts"),
    SLOW_FAMILY("slow-family", "connecting takes much longer over this family than over the other"),
    TLS_FAILED("tls-failed", "TCP connects, and the TLS handshake fails"),
    CERTIFICATE_EXPIRES("certificate-expires", "a certificate expires within 14 days"),
    // ---- the examination
    INTERRUPTED("interrupted", "the examination was stopped before its end");

    private final String pattern;
    private final String meaning;

    Code(String pattern, String meaning) {
        this.pattern = pattern;
        this.meaning = meaning;
    }

    /**
     * What it means.
     *
     * @return a clause
     */
    String meaning() {
        return meaning;
    }

    /**
     * Its name for lists: where it is of one family, with both.
     *
     * @return for example {@code ipv6-attempts-refused, ipv4-attempts-refused}
     */
    String names() {
        return pattern.indexOf('#') < 0 ? pattern : pattern.replace('#', '6') + ", " + pattern.replace('#', '4');
    }

    String text(Optional<StandardProtocolFamily> family) {
        return family.map(one -> pattern.replace("#", Integer.toString(Families.number(one))))
                .orElse(pattern);
    }
}
