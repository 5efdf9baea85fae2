package org.hextet.addresses;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The policy table of RFC 6724: what precedence and which label an address has, by its longest matching prefix. IPv4
 * addresses are looked up as {@code ::ffff:a.b.c.d}. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6724#section-2.1">RFC 6724, section 2.1</a>
 */
public final class PrefixTable {

    /** Every address is held against every line. */
    static final int MOST_LINES = 1000;

    static final String TOO_LONG = "a policy table has a line for each kind of address, not for each network";

    private static final PrefixTable STANDARD = parse("::1/128,50,0;::/0,40,1;::ffff:0:0/96,35,4;2002::/16,30,2;"
            + "2001::/32,5,5;fc00::/7,3,13;::/96,1,3;fec0::/10,1,11;3ffe::/16,1,12");

    private final List<Entry> entries;
    private final List<Entry> longestFirst;

    private PrefixTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.longestFirst = entries.stream()
                .sorted(Comparator.comparingInt(Entry::length).reversed())
                .toList();
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
     * @throws AddressSyntaxException if it is malformed, has a prefix twice, no {@code ::/0} or more than 1000 lines;
     *     points at the character
     */
    public static PrefixTable parse(String text) {
        List<Entry> entries = new ArrayList<>();
        Set<String> prefixes = new HashSet<>();
        int start = 0;
        while (start <= text.length()) {
            int separator = text.indexOf(';', start);
            int end = separator < 0 ? text.length() : separator;
            Entry entry = entry(text, start, end);
            if (!prefixes.add(entry.prefix.toString())) {
                throw new AddressSyntaxException(text, start, "second line for one prefix", "leave one of them out");
            }
            if (entries.size() == MOST_LINES) {
                throw new AddressSyntaxException(text, start, "more than " + MOST_LINES + " lines", TOO_LONG);
            }
            entries.add(entry);
            start = end + 1;
        }
        if (entries.stream().noneMatch(each -> each.length() == 0)) {
            throw new AddressSyntaxException(
                    text, text.length(), "no line for ::/0", "add one, so that every address finds a line: ;::/0,40,1");
        }
        return new PrefixTable(entries);
    }

    /**
     * Reads the content of a file in the form of gai.conf(5): lines {@code label PREFIX NUMBER} and {@code precedence
     * PREFIX NUMBER}, comments from {@code #} to the end of the line. As there, any {@code label} line replaces all
     * labels of the default table, any {@code precedence} line all precedences; what no line covers has label 1 and
     * precedence 40. Unlike there, the default table is RFC 6724's ({@link #standard()}), and nothing is ignored: a
     * {@code scopev4} line is taken if it says what RFC 6724, section 3.2, says, for IPv4 scopes are fixed here, and
     * {@code reload} if it is {@code no}.
     *
     * @param text for example {@code precedence ::ffff:0:0/96 100}, by which IPv4 comes first; empty for the default. A
     *     prefix without a length is one address; IPv4 may be written as such
     * @return the table
     * @throws AddressSyntaxException if a line is malformed, has an unknown keyword, or repeats a prefix, or there are
     *     more than 1000 of a kind; its text is that line, and its problem names the line's number
     */
    public static PrefixTable parseGaiConf(String text) {
        return new PrefixTable(GaiConf.parse(text, STANDARD));
    }

    private static Entry entry(String text, int start, int end) {
        int slash = position(text, '/', start, end, "prefix length");
        int first = position(text, ',', slash + 1, end, "precedence");
        int second = position(text, ',', first + 1, end, "label");
        return new Entry(
                Prefix.parse(text, start, slash, first),
                SmallNumber.parse(text, first + 1, second, Integer.MAX_VALUE, "precedence"),
                SmallNumber.parse(text, second + 1, end, Integer.MAX_VALUE, "label"));
    }

    private static int position(String text, char c, int start, int end, String what) {
        int at = text.indexOf(c, start);
        if (at < 0 || at >= end) {
            throw new AddressSyntaxException(
                    text, end, "no " + what, "a line is prefix,precedence,label: 2002::/16,30,2");
        }
        return at;
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
        for (Entry entry : longestFirst) {
            if (entry.prefix.covers(bytes)) {
                return entry;
            }
        }
        throw new AssertionError("no ::/0");
    }

    /**
     * Whether two tables have the same lines, in whatever order.
     *
     * @param other anything
     * @return true if they have
     */
    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof PrefixTable that && texts().equals(that.texts());
    }

    @Override
    public int hashCode() {
        return texts().hashCode();
    }

    private Set<String> texts() {
        return entries.stream().map(Entry::toString).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The table in the form of gai.conf(5), every label and every precedence.
     *
     * @return lines that {@link #parseGaiConf} reads back as an equal table, each ended by {@code \n}
     */
    public String toGaiConf() {
        return GaiConf.format(entries);
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

        private final Prefix prefix;
        private final int precedence;
        private final int label;

        Entry(Prefix prefix, int precedence, int label) {
            this.prefix = prefix;
            this.precedence = precedence;
            this.label = label;
        }

        Prefix prefix() {
            return prefix;
        }

        /**
         * The first address under the prefix.
         *
         * @return 16 bytes, an IPv4 prefix as {@code ::ffff:a.b.c.d}; zero behind {@link #length()}
         */
        public IpAddress address() {
            return IpAddress.of(prefix.bits());
        }

        /**
         * How many bits of an address the prefix fixes.
         *
         * @return 0 to 128; for an IPv4 prefix 96 to 128
         */
        public int length() {
            return prefix.length();
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

        /**
         * The line as text.
         *
         * @return for example {@code 2002::/16,30,2}
         */
        @Override
        public String toString() {
            return prefix.toString() + ',' + precedence + ',' + label;
        }
    }
}
