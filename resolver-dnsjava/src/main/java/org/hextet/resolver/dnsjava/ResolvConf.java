package org.hextet.resolver.dnsjava;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.IpAddress;

/**
 * What {@code /etc/resolv.conf} says. A line that says nothing to this resolver is passed over, as resolv.conf(5) has
 * it; a name server that cannot be used is kept with the reason.
 *
 * @param servers to be asked, in this order
 * @param unusable servers that stand there and are no address: the text, and what is wrong with it
 * @param search domains, without final dot; the root is empty text
 * @param dots a name with at least as many is asked for as it stands first, 0 to {@value #MAX_DOTS}
 * @param timeoutSeconds how long one server is waited for, 1 to {@value #MAX_TIMEOUT}
 * @param attempts how often all of them are asked, 1 to {@value #MAX_ATTEMPTS}
 * @param rotates whether each question begins with another server
 * @param streams whether servers are asked by TCP only ({@code use-vc})
 * @param spareTopLevel whether a name without a dot is never asked for as it stands ({@code no-tld-query})
 * @param spareIpv6 whether nobody is asked for IPv6 addresses ({@code no-aaaa})
 * @see <a href="https://man7.org/linux/man-pages/man5/resolv.conf.5.html">resolv.conf(5)</a>
 */
record ResolvConf(
        List<IpAddress> servers,
        List<String> unusable,
        List<String> search,
        int dots,
        int timeoutSeconds,
        int attempts,
        boolean rotates,
        boolean streams,
        boolean spareTopLevel,
        boolean spareIpv6) {

    static final int MAX_DOTS = 15;
    static final int MAX_TIMEOUT = 30;
    static final int MAX_ATTEMPTS = 5;

    /** Beyond it a server is of no more help; glibc asks three. */
    private static final int MAX_SERVERS = 8;

    private static final int MAX_SEARCH = 64;

    private static final int MAX_NAME = 253;

    ResolvConf {
        servers = List.copyOf(servers);
        unusable = List.copyOf(unusable);
        search = List.copyOf(search);
    }

    /**
     * Reads a file.
     *
     * @param text all of it; may be empty
     * @param ownDomain searched where the file names no domain: that of the host's own name, if it has one
     */
    static ResolvConf parse(String text, Optional<String> ownDomain) {
        Draft draft = new Draft();
        text.lines().forEach(draft::line);
        return draft.done(ownDomain);
    }

    /**
     * The names to ask for, in order, as long as each answer is that there is no such name.
     *
     * @param asciiName a host name in ASCII; a final dot means that nothing is appended
     * @return without final dots; empty if {@code no-tld-query} leaves nothing
     */
    List<String> candidates(String asciiName) {
        if (asciiName.endsWith(".")) {
            return List.of(asciiName.substring(0, asciiName.length() - 1));
        }
        int dotsInIt = 0;
        for (int at = asciiName.indexOf('.'); at >= 0; at = asciiName.indexOf('.', at + 1)) {
            dotsInIt++;
        }
        boolean standsFirst = dotsInIt >= dots;
        List<String> names = new ArrayList<>();
        boolean stands = standsFirst;
        if (standsFirst) {
            names.add(asciiName);
        }
        for (String domain : search) {
            if (!domain.isEmpty()) {
                String name = asciiName + '.' + domain;
                if (name.length() <= MAX_NAME) {
                    names.add(name);
                }
            } else if (!stands) {
                names.add(asciiName);
                stands = true;
            }
        }
        if (!stands && !(spareTopLevel && dotsInIt == 0)) {
            names.add(asciiName);
        }
        return List.copyOf(names);
    }

    /** The same with another search list. */
    ResolvConf searching(List<String> otherSearch, int otherDots) {
        return new ResolvConf(
                servers,
                unusable,
                otherSearch,
                otherDots,
                timeoutSeconds,
                attempts,
                rotates,
                streams,
                spareTopLevel,
                spareIpv6);
    }

    /** What has been read so far. */
    private static final class Draft {

        private final List<IpAddress> servers = new ArrayList<>();
        private final List<String> unusable = new ArrayList<>();
        private Optional<List<String>> search = Optional.empty();
        private int dots = 1;
        private int timeoutSeconds = 5;
        private int attempts = 2;
        private boolean rotates;
        private boolean streams;
        private boolean spareTopLevel;
        private boolean spareIpv6;

        private void line(String line) {
            // The keyword starts the line: one with a blank before it, or a comment sign, is none.
            if (line.isEmpty() || Character.isWhitespace(line.charAt(0))) {
                return;
            }
            StringTokenizer words = new StringTokenizer(line);
            String keyword = words.nextToken();
            switch (keyword) {
                case "nameserver" -> {
                    if (words.hasMoreTokens()) {
                        server(words.nextToken());
                    }
                }
                case "domain" -> domains(words, 1);
                case "search" -> domains(words, MAX_SEARCH);
                case "options" -> {
                    while (words.hasMoreTokens()) {
                        option(words.nextToken());
                    }
                }
                default -> {
                    // A comment, or a word of another system.
                }
            }
        }

        private void server(String text) {
            if (servers.size() + unusable.size() >= MAX_SERVERS) {
                return;
            }
            try {
                servers.add(AddressText.parse(text));
            } catch (AddressSyntaxException wrong) {
                unusable.add(String.valueOf(wrong.getMessage()));
            }
        }

        private void domains(StringTokenizer words, int most) {
            List<String> domains = new ArrayList<>();
            while (words.hasMoreTokens() && domains.size() < most) {
                domain(words.nextToken()).ifPresent(domains::add);
            }
            if (!domains.isEmpty()) {
                search = Optional.of(domains);
            }
        }

        private static Optional<String> domain(String text) {
            if (text.equals(".")) {
                return Optional.of("");
            }
            try {
                String name = new Host.Name(text).asciiName();
                return Optional.of(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
            } catch (AddressSyntaxException noName) {
                return Optional.empty();
            }
        }

        private void option(String text) {
            int colon = text.indexOf(':');
            String name = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 1);
            switch (name) {
                case "ndots" -> dots = number(value, 0, MAX_DOTS, dots);
                case "timeout" -> timeoutSeconds = number(value, 1, MAX_TIMEOUT, timeoutSeconds);
                case "attempts" -> attempts = number(value, 1, MAX_ATTEMPTS, attempts);
                case "rotate" -> rotates = true;
                case "use-vc" -> streams = true;
                case "no-tld-query" -> spareTopLevel = true;
                case "no-aaaa" -> spareIpv6 = true;
                default -> {
                    // What this resolver does anyway (edns0, single-request-reopen), or has no use for.
                }
            }
        }

        /** As in resolv.conf(5): what is too large is cut without a word. */
        private static int number(String text, int least, int most, int otherwise) {
            if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return otherwise;
            }
            // Ten digits and more are too large in any case.
            return text.length() > 9 ? most : Math.max(least, Math.min(most, Integer.parseInt(text)));
        }

        private ResolvConf done(Optional<String> ownDomain) {
            List<String> searched = search.orElseGet(
                    () -> ownDomain.flatMap(Draft::domain).map(List::of).orElse(List.of()));
            return new ResolvConf(
                    servers,
                    unusable,
                    searched,
                    dots,
                    timeoutSeconds,
                    attempts,
                    rotates,
                    streams,
                    spareTopLevel,
                    spareIpv6);
        }
    }
}
