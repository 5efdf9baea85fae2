package org.hextet.addresses;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The policy table of RFC 6724: what precedence and which label an address has, by its longest matching prefix. IPv4
 * addresses are looked up as {@code ::ffff:a.b.c.d}. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6724#section-2.1">RFC 6724, section 2.1</a>
 */
public final class PrefixTable {

    private static final PrefixTable STANDARD = parse("::1/128,50,0;::/0,40,1;::ffff:0:0/96,35,4;2002::/16,30,2;"
            + "2001::/32,5,5;fc00::/7,3,13;::/96,1,3;fec0::/10,1,11;3ffe::/16,1,12");

    private final List<Entry> entries;

    private PrefixTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * The table that RFC 6724, section 2.1, gives as the default.
     *
     * @return its nine lines
     */
    public static PrefixTable standard() {
        return STANDARD;
    }

    /**
     * Reads a table: {@code prefix,precedence,label} for each line, lines separated by {@code ;}. The order of the
     * lines does not matter. A prefix is IPv6, or IPv4 as a short form of {@code ::ffff:a.b.c.d} with 96 added to its
     * length.
     *
     * @param text for example {@code ::/0,40,1;::ffff:0:0/96,100,4}; there must be a line for {@code ::/0}
     * @return the table
     * @throws AddressSyntaxException if it is malformed, has a prefix twice, or no {@code ::/0}; points at the
     *     character
     */
    public static PrefixTable parse(String text) {
        List<Entry> entries = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int separator = text.indexOf(';', start);
            int end = separator < 0 ? text.length() : separator;
            Entry entry = entry(text, start, end);
            if (entries.stream().anyMatch(each -> each.hasPrefixOf(entry))) {
                throw new AddressSyntaxException(text, start, "second line for one prefix", "leave one of them out");
            }
            entries.add(entry);
            start = end + 1;
        }
        if (entries.stream().noneMatch(each -> each.length == 0)) {
            throw new AddressSyntaxException(
                    text, text.length(), "no line for ::/0", "add one, so that every address finds a line: ;::/0,40,1");
        }
        return new PrefixTable(entries);
    }

    private static Entry entry(String text, int start, int end) {
        int slash = position(text, '/', start, end, "prefix length");
        int first = position(text, ',', slash + 1, end, "precedence");
        int second = position(text, ',', first + 1, end, "label");
        IpAddress address = LiteralParser.parse(text, start, slash);
        if (!address.zone().isEmpty()) {
            throw new AddressSyntaxException(text, text.indexOf('%', start), "zone", "a prefix has none");
        }
        byte[] bytes = address.bytes();
        int length = number(text, slash + 1, first, 8 * bytes.length, "prefix length");
        int mappedLength = bytes.length == 4 ? 96 + length : length;
        byte[] prefix = AddressBytes.mapped(bytes);
        if (firstBit(prefix, mappedLength) < 128) {
            throw new AddressSyntaxException(
                    text, start, "bits behind the prefix length", "set them to zero, or make the prefix longer");
        }
        return new Entry(
                prefix,
                mappedLength,
                number(text, first + 1, second, Integer.MAX_VALUE, "precedence"),
                number(text, second + 1, end, Integer.MAX_VALUE, "label"));
    }

    private static int position(String text, char c, int start, int end, String what) {
        int at = text.indexOf(c, start);
        if (at < 0 || at >= end) {
            throw new AddressSyntaxException(
                    text, end, "no " + what, "a line is prefix,precedence,label: 2002::/16,30,2");
        }
        return at;
    }

    private static int number(String text, int start, int end, int most, String what) {
        long number = 0;
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                throw new AddressSyntaxException(
                        text, at, PrintableText.character(text, at) + " in the " + what, "write decimal digits");
            }
            number = 10 * number + (c - '0');
            if (number > most) {
                throw new AddressSyntaxException(text, start, what + " above " + most, "write a smaller number");
            }
        }
        if (start == end) {
            throw new AddressSyntaxException(
                    text, start, "no " + what, "a line is prefix,precedence,label: 2002::/16,30,2");
        }
        return (int) number;
    }

    /** The first bit that is set at or behind a place; 128 if there is none. */
    private static int firstBit(byte[] bytes, int from) {
        for (int bit = from; bit < 128; bit++) {
            if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) {
                return bit;
            }
        }
        return 128;
    }

    /**
     * The lines of the table, in the order in which they were given.
     *
     * @return the lines; unmodifiable, never empty
     */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * The line that counts for an address.
     *
     * @param address any address
     * @return the line with the longest prefix of it
     */
    public Entry lookup(InetAddress address) {
        byte[] bytes = AddressBytes.mapped(address.getAddress());
        return entries.stream()
                .filter(entry -> entry.covers(bytes))
                .max(Comparator.comparingInt(entry -> entry.length))
                .orElseThrow(() -> new AssertionError("no ::/0"));
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof PrefixTable that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /**
     * The table as text.
     *
     * @return the form that {@link #parse} reads, prefixes in canonical text
     */
    @Override
    public String toString() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining(";"));
    }

    /** One line of the table. */
    public static final class Entry {

        private final byte[] prefix;
        private final int length;
        private final int precedence;
        private final int label;

        private Entry(byte[] prefix, int length, int precedence, int label) {
            this.prefix = prefix;
            this.length = length;
            this.precedence = precedence;
            this.label = label;
        }

        /**
         * How many bits of an address the prefix fixes.
         *
         * @return 0 to 128; for an IPv4 prefix 96 to 128
         */
        public int length() {
            return length;
        }

        /**
         * How much a destination under this prefix is liked: more is better (rule 6).
         *
         * @return 0 and above
         */
        public int precedence() {
            return precedence;
        }

        /**
         * What a destination and its source should have in common (rule 5).
         *
         * @return 0 and above
         */
        public int label() {
            return label;
        }

        private boolean covers(byte[] address) {
            return CommonPrefix.bits(prefix, address) >= length;
        }

        private boolean hasPrefixOf(Entry other) {
            return length == other.length && covers(other.prefix);
        }

        /**
         * The line as text.
         *
         * @return for example {@code 2002::/16,30,2}
         */
        @Override
        public String toString() {
            return CanonicalText.of(prefix) + '/' + length + ',' + precedence + ',' + label;
        }
    }
}
