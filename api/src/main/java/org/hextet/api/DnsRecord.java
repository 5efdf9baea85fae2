package org.hextet.api;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A record of the DNS, as {@link NameResolver#records} gives it.
 *
 * <p>Names in it have no final dot; the root is {@code "."}.
 *
 * @param name whose record it is: the name asked for, or the end of its aliases
 * @param type as in master files: {@code SRV}, {@code HTTPS}, {@code TYPE65534}
 * @param ttlSeconds how long it holds, 0 or more
 * @param data as text of a master file, without name, class, type and time (RFC 1035, section 5.1)
 * @param content the same, for programs
 */
public record DnsRecord(String name, String type, long ttlSeconds, String data, Content content) {

    /** What a record says. Kinds may be added in a minor release: a {@code switch} of yours has a default. */
    public sealed interface Content {}

    /**
     * An address: A, AAAA.
     *
     * @param address of the family of the type
     */
    public record Address(InetAddress address) implements Content {}

    /**
     * Where a service is: SRV (RFC 2782).
     *
     * @param priority 0 to 65535; the least is tried first
     * @param weight 0 to 65535; the share among equal priorities
     * @param port 0 to 65535
     * @param target a host name; {@code "."}: there is decidedly no such service
     */
    public record Service(int priority, int weight, int port, String target) implements Content {}

    /**
     * How a service is reached: SVCB, HTTPS (RFC 9460).
     *
     * @param priority 0 to 65535; the least is tried first, 0: the target is another name for the whole (AliasMode)
     * @param target a host name; {@code "."}: the record's own name, or with priority 0 that there is no such service
     * @param alpn protocols offered, beside the default
     * @param hasDefaultAlpn whether the default protocol is offered too
     * @param port the port, if it is not the default one
     * @param hints addresses to begin with, IPv6 first; those looked up for the target count more
     * @param mandatory keys without which the record is of no use: whoever does not know one passes the record over
     * @param parameters all parameters by key, as text; unmodifiable
     */
    public record Binding(
            int priority,
            String target,
            List<String> alpn,
            boolean hasDefaultAlpn,
            OptionalInt port,
            List<InetAddress> hints,
            List<String> mandatory,
            Map<String, String> parameters)
            implements Content {

        /**
         * Copies the lists.
         *
         * @param priority as of the record
         * @param target as of the record
         * @param alpn as of the record
         * @param hasDefaultAlpn as of the record
         * @param port as of the record
         * @param hints as of the record
         * @param mandatory as of the record
         * @param parameters as of the record
         */
        public Binding {
            alpn = List.copyOf(alpn);
            hints = List.copyOf(hints);
            mandatory = List.copyOf(mandatory);
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * Who takes mail: MX (RFC 1035, section 3.3.9).
     *
     * @param preference 0 to 65535; the least is tried first
     * @param target a host name; {@code "."}: nobody does (RFC 7505)
     */
    public record MailServer(int preference, String target) implements Content {}

    /**
     * Another name: NS, PTR, CNAME, DNAME.
     *
     * @param target the name
     */
    public record Target(String target) implements Content {}

    /**
     * Text: TXT, SPF.
     *
     * @param strings at least one; bytes outside of ASCII stand as {@code \\DDD}
     */
    public record Text(List<String> strings) implements Content {

        /**
         * Copies the list.
         *
         * @param strings as of the record
         */
        public Text {
            strings = List.copyOf(strings);
        }
    }

    /** A type that is given as text only. */
    public record Other() implements Content {}
}
