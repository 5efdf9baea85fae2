package org.hextet.addresses;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A policy table in the form of gai.conf(5): lines {@code label PREFIX VALUE} and {@code precedence PREFIX VALUE},
 * comments from {@code #} on. As in glibc, a kind of line that is there replaces that whole half of the default table,
 * and an address that none of them covers has label 1, precedence 40. Unlike in glibc, the default is RFC 6724's.
 */
final class GaiConf {

    /** What glibc gives addresses that no line covers: the values of the RFC for {@code ::/0}. */
    private static final int LABEL_OF_THE_REST = 1;

    private static final int PRECEDENCE_OF_THE_REST = 40;

    private static final String FORM = "a line is label PREFIX NUMBER or precedence PREFIX NUMBER";

    private final Map<String, Value> labels = new LinkedHashMap<>();
    private final Map<String, Value> precedences = new LinkedHashMap<>();

    /** A number and the addresses that have it. */
    private record Value(Prefix prefix, int number) {}

    static List<PrefixTable.Entry> parse(String text, PrefixTable standard) {
        GaiConf conf = new GaiConf();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            try {
                conf.line(lines.get(i));
            } catch (AddressSyntaxException e) {
                throw new AddressSyntaxException(
                        lines.get(i), e.position(), e.problem() + " in line " + (i + 1), e.advice());
            }
        }
        return conf.merged(standard);
    }

    static String format(List<PrefixTable.Entry> entries) {
        StringBuilder text = new StringBuilder();
        for (PrefixTable.Entry entry : entries) {
            text.append("label ")
                    .append(entry.prefix())
                    .append(' ')
                    .append(entry.label())
                    .append('\n');
        }
        for (PrefixTable.Entry entry : entries) {
            text.append("precedence ")
                    .append(entry.prefix())
                    .append(' ')
                    .append(entry.precedence())
                    .append('\n');
        }
        return text.toString();
    }

    private void line(String line) {
        int comment = line.indexOf('#');
        Words words = Words.of(line, comment < 0 ? line.length() : comment);
        if (words.count() == 0) {
            return;
        }
        switch (words.text(0)) {
            case "label" -> add(labels, words);
            case "precedence" -> add(precedences, words);
            case "scopev4" -> checkScope(words);
            case "reload" -> checkReload(words);
            default -> throw words.wrong(0, "unknown keyword " + PrintableText.of('"' + words.text(0) + '"'), FORM);
        }
    }

    private static void add(Map<String, Value> values, Words words) {
        Value value = value(words, Integer.MAX_VALUE);
        if (values.size() == PrefixTable.MOST_LINES) {
            throw words.wrong(
                    0, "more than " + PrefixTable.MOST_LINES + " lines of " + words.text(0), PrefixTable.TOO_LONG);
        }
        if (values.putIfAbsent(value.prefix().toString(), value) != null) {
            throw words.wrong(1, "second " + words.text(0) + " line for " + value.prefix(), "leave one of them out");
        }
    }

    private static Value value(Words words, int most) {
        words.require(3, "PREFIX and NUMBER");
        int slash = words.text(1).indexOf('/');
        int end = words.end(1);
        return new Value(
                Prefix.parse(words.line(), words.start(1), slash < 0 ? end : words.start(1) + slash, end),
                SmallNumber.parse(words.line(), words.start(2), words.end(2), most, words.text(0)));
    }

    /** The scopes of IPv4 are those of the RFC: lines that say the same are welcome, others would be a lie. */
    private static void checkScope(Words words) {
        Value value = value(words, 15);
        byte[] first = value.prefix().bits();
        if (!AddressBytes.isMapped(first) || value.prefix().length() < 96) {
            throw words.wrong(1, "scopev4 for IPv6 addresses", "its prefix is IPv4: ::ffff:169.254.0.0/112");
        }
        if (Scope.of(first).number() != value.number()) {
            throw words.wrong(
                    2,
                    "scopev4 other than RFC 6724's",
                    "section 3.2 has 2 for 169.254.0.0/16 and 127.0.0.0/8, 14 for the rest, and so it is here;"
                            + " leave the line out");
        }
    }

    /** glibc can look at its file again before each lookup. A text does not change. */
    private static void checkReload(Words words) {
        words.require(2, "no");
        if (!words.text(1).equals("no")) {
            throw words.wrong(1, "reload that is not no", "the table is read once; leave the line out");
        }
    }

    /** One line for each prefix of either half: what its longest match in each half says. */
    private List<PrefixTable.Entry> merged(PrefixTable standard) {
        if (labels.isEmpty()) {
            standard.entries().forEach(entry -> put(labels, entry.prefix(), entry.label()));
        }
        if (precedences.isEmpty()) {
            standard.entries().forEach(entry -> put(precedences, entry.prefix(), entry.precedence()));
        }
        Map<String, Prefix> prefixes = new LinkedHashMap<>();
        labels.forEach((text, value) -> prefixes.put(text, value.prefix()));
        precedences.forEach((text, value) -> prefixes.putIfAbsent(text, value.prefix()));
        Prefix all = new Prefix(new byte[16], 0);
        prefixes.putIfAbsent(all.toString(), all);
        List<PrefixTable.Entry> entries = new ArrayList<>();
        for (Prefix prefix : prefixes.values()) {
            entries.add(new PrefixTable.Entry(
                    prefix,
                    longestMatch(precedences, prefix, PRECEDENCE_OF_THE_REST),
                    longestMatch(labels, prefix, LABEL_OF_THE_REST)));
        }
        return entries;
    }

    private static void put(Map<String, Value> values, Prefix prefix, int number) {
        values.put(prefix.toString(), new Value(prefix, number));
    }

    private static int longestMatch(Map<String, Value> values, Prefix prefix, int otherwise) {
        return values.values().stream()
                .filter(value -> value.prefix().covers(prefix))
                .max(Comparator.comparingInt(value -> value.prefix().length()))
                .map(Value::number)
                .orElse(otherwise);
    }
}
