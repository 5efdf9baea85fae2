package org.hextet.addresses;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The prefix under which a NAT64 translator shows IPv4 hosts to IPv6 ones, and the way from one address to the other.
 * Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6052#section-2">RFC 6052, section 2</a>
 */
public final class Nat64Prefix {

    /** The lengths that there are: RFC 6052, section 2.2. */
    private static final List<Integer> LENGTHS = List.of(32, 40, 48, 56, 64, 96);

    /** Bits 64 to 71 of every such address are zero. */
    private static final int RESERVED_OCTET = 8;

    /** The well-known prefix, {@code 64:ff9b::/96} (RFC 6052, section 2.1). */
    public static final Nat64Prefix WELL_KNOWN = parse("64:ff9b::/96");

    /** The name whose IPv6 addresses tell the prefix (RFC 7050, section 2.2). It has only IPv4 addresses of its own. */
    public static final String DISCOVERY_NAME = "ipv4only.arpa";

    /** What {@link #DISCOVERY_NAME} stands for: 192.0.0.170 and 192.0.0.171. */
    private static final List<byte[]> DISCOVERY_ADDRESSES =
            List.of(new byte[] {(byte) 192, 0, 0, (byte) 170}, new byte[] {(byte) 192, 0, 0, (byte) 171});

    private final byte[] bytes;
    private final int length;

    private Nat64Prefix(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /**
     * Reads a prefix.
     *
     * @param text for example {@code 64:ff9b::/96}, {@code 2001:db8:122:344::/64}
     * @return the prefix
     * @throws AddressSyntaxException if it is malformed, IPv4, of a length other than 32, 40, 48, 56, 64 or 96, or has
     *     bits where RFC 6052 wants zeros; points at the character
     */
    public static Nat64Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new AddressSyntaxException(
                    text, text.length(), "no prefix length", "write a NAT64 prefix as in 64:ff9b::/96");
        }
        IpAddress address = LiteralParser.parse(text, 0, slash);
        if (address.bytes().length != 16 || !address.zone().isEmpty()) {
            throw new AddressSyntaxException(
                    text, 0, "no IPv6 prefix", "a NAT64 prefix is IPv6 without a zone, as in 64:ff9b::/96");
        }
        String digits = text.substring(slash + 1);
        int length = LENGTHS.stream()
                .filter(one -> one.toString().equals(digits))
                .findFirst()
                .orElseThrow(() -> new AddressSyntaxException(
                        text,
                        slash + 1,
                        "no length of a NAT64 prefix",
                        "it is 32, 40, 48, 56, 64 or 96 (RFC 6052, section 2.2)"));
        byte[] bytes = address.bytes();
        if (bytes[RESERVED_OCTET] != 0) {
            throw new AddressSyntaxException(
                    text, 0, "bits 64 to 71 that are not zero", "RFC 6052, section 2.2, reserves them");
        }
        if (!Arrays.equals(bytes, prefix(bytes, length))) {
            throw new AddressSyntaxException(
                    text, 0, "bits behind the prefix length", "set them to zero, or make the prefix longer");
        }
        return new Nat64Prefix(bytes, length);
    }

    /**
     * The prefixes that the IPv6 addresses of {@link #DISCOVERY_NAME} tell of (RFC 7050, section 3): each has
     * 192.0.0.170 or 192.0.0.171 in one of the six places. An address that has them in two places, because one stands
     * in the prefix itself, tells of that prefix which another address shows with the other one.
     *
     * @param answered what a lookup of the name gave; IPv4 addresses among it are passed over
     * @return each prefix once, in the order of the answer; empty if there is no NAT64
     */
    public static List<Nat64Prefix> discovered(List<? extends InetAddress> answered) {
        Set<Nat64Prefix> certain = new HashSet<>();
        Map<Nat64Prefix, Set<Integer>> possible = new LinkedHashMap<>();
        for (InetAddress address : answered) {
            if (address instanceof Inet6Address) {
                Map<Nat64Prefix, Integer> matching = around(address.getAddress());
                matching.forEach((prefix, wellKnown) ->
                        possible.computeIfAbsent(prefix, key -> new HashSet<>()).add(wellKnown));
                if (matching.size() == 1) {
                    certain.addAll(matching.keySet());
                }
            }
        }
        return possible.keySet().stream()
                .filter(prefix -> certain.contains(prefix)
                        || Objects.requireNonNull(possible.get(prefix)).size() == DISCOVERY_ADDRESSES.size())
                .toList();
    }

    /** Each prefix that the address can be of, with the number of the well-known address behind it. */
    private static Map<Nat64Prefix, Integer> around(byte[] address) {
        Map<Nat64Prefix, Integer> matching = new LinkedHashMap<>();
        for (int length : LENGTHS) {
            byte[] ipv4 = taken(address, length);
            for (int i = 0; i < DISCOVERY_ADDRESSES.size(); i++) {
                if (address[RESERVED_OCTET] == 0 && Arrays.equals(ipv4, DISCOVERY_ADDRESSES.get(i))) {
                    matching.put(new Nat64Prefix(prefix(address, length), length), i);
                }
            }
        }
        return matching;
    }

    /**
     * Whether there can be a translator for an address at all.
     *
     * @param address any address
     * @return false for IPv6, and for what means one host or one network only: loopback, link-local, groups
     */
    public static boolean isTranslatable(InetAddress address) {
        byte[] unmapped = AddressBytes.unmapped(address.getAddress());
        return unmapped.length == 4
                && Ipv4Block.of(unmapped).map(Ipv4Block::isTranslatable).orElse(true);
    }

    /**
     * Why an IPv4 address cannot be reached under this prefix. No translator carries what means one host or one network
     * only; and the well-known prefix carries no address that is not global (RFC 6052, section 3.1), for the translator
     * may be another network's. The networks of documents are let through: the RFC's own examples put them there.
     *
     * @param ipv4 an IPv4 address, or an IPv4-mapped one
     * @return words that follow the address; empty if it can
     * @throws IllegalArgumentException if it is another IPv6 address
     */
    public Optional<String> refusal(InetAddress ipv4) {
        byte[] inside = ipv4Bytes(ipv4);
        Optional<Ipv4Block> block = Ipv4Block.of(inside);
        if (block.isEmpty()) {
            return Optional.empty();
        }
        if (!block.get().isTranslatable()) {
            return Optional.of(block.get().words() + ": no translator carries it");
        }
        return equals(WELL_KNOWN)
                ? Optional.of(block.get().words() + ": the well-known prefix " + this
                        + " carries global addresses only (RFC 6052, section 3.1)")
                : Optional.empty();
    }

    /**
     * The IPv6 address under which the translator shows an IPv4 one.
     *
     * @param ipv4 an IPv4 address, or an IPv4-mapped one
     * @return under this prefix; its suffix is zero
     * @throws IllegalArgumentException if it is another IPv6 address, or there is a {@linkplain #refusal reason}
     *     against it
     */
    public Inet6Address embed(InetAddress ipv4) {
        refusal(ipv4).ifPresent(why -> {
            throw new IllegalArgumentException(AddressText.format(ipv4) + " under " + this + ": " + why);
        });
        byte[] inside = ipv4Bytes(ipv4);
        byte[] whole = bytes.clone();
        for (int i = 0; i < inside.length; i++) {
            whole[place(length, i)] = inside[i];
        }
        if (AddressBytes.toInetAddress(whole) instanceof Inet6Address made) {
            return made;
        }
        throw new IllegalArgumentException(
                AddressText.format(ipv4) + " under " + this + ": gives an IPv4-mapped address, which is IPv4");
    }

    /**
     * The IPv4 address that an address under this prefix stands for.
     *
     * @param address any address
     * @return empty if it is not under this prefix; its suffix is of no interest
     */
    public Optional<InetAddress> extract(InetAddress address) {
        byte[] whole = address.getAddress();
        if (whole.length != 16 || whole[RESERVED_OCTET] != 0 || !Arrays.equals(prefix(whole, length), bytes)) {
            return Optional.empty();
        }
        return Optional.of(AddressBytes.toInetAddress(taken(whole, length)));
    }

    /**
     * How many bits the prefix fixes.
     *
     * @return 32, 40, 48, 56, 64 or 96
     */
    public int length() {
        return length;
    }

    private static byte[] ipv4Bytes(InetAddress ipv4) {
        byte[] unmapped = AddressBytes.unmapped(ipv4.getAddress());
        if (unmapped.length != 4) {
            throw new IllegalArgumentException(
                    AddressText.format(ipv4) + ": a NAT64 prefix takes IPv4 addresses; this one needs no translator");
        }
        return unmapped;
    }

    private static byte[] prefix(byte[] address, int length) {
        return Arrays.copyOf(Arrays.copyOf(address, length / 8), 16);
    }

    private static byte[] taken(byte[] address, int length) {
        byte[] inside = new byte[4];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = address[place(length, i)];
        }
        return inside;
    }

    /** Where an octet of the IPv4 address stands: behind the prefix, around the reserved octet. */
    private static int place(int length, int index) {
        int place = length / 8 + index;
        return length < 96 && place >= RESERVED_OCTET ? place + 1 : place;
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Nat64Prefix that && length == that.length && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + length;
    }

    /**
     * The prefix as text.
     *
     * @return canonical, as {@link #parse} reads it
     */
    @Override
    public String toString() {
        return CanonicalText.of(bytes) + '/' + length;
    }
}
