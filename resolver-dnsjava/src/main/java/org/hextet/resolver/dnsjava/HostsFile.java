package org.hextet.resolver.dnsjava;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;

/**
 * What {@code /etc/hosts} says: addresses by name and alias, in the order of the file. A line that does not begin with
 * an address is passed over. Zones are looked up by whoever uses the address: the interface may come later.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/hosts.5.html">hosts(5)</a>
 */
final class HostsFile {

    private final Map<String, List<IpAddress>> byName;

    private HostsFile(Map<String, List<IpAddress>> byName) {
        this.byName = byName;
    }

    /** Reads a file; may be empty. */
    static HostsFile parse(String text) {
        Map<String, List<IpAddress>> byName = new HashMap<>();
        text.lines().forEach(line -> {
            int comment = line.indexOf('#');
            StringTokenizer words = new StringTokenizer(comment < 0 ? line : line.substring(0, comment));
            if (!words.hasMoreTokens()) {
                return;
            }
            IpAddress address;
            try {
                address = AddressText.parse(words.nextToken());
            } catch (AddressSyntaxException noAddress) {
                return;
            }
            while (words.hasMoreTokens()) {
                List<IpAddress> addresses = byName.computeIfAbsent(key(words.nextToken()), name -> new ArrayList<>(2));
                // A line that stands there twice. Only the last ones are looked at: a file may give one name a
                // hundred thousand addresses.
                if (!addresses
                        .subList(Math.max(0, addresses.size() - 8), addresses.size())
                        .contains(address)) {
                    addresses.add(address);
                }
            }
        });
        return new HostsFile(byName);
    }

    /**
     * The addresses of a name, of both families.
     *
     * @param name in any case, with or without a final dot
     * @return empty if it does not stand there
     */
    List<IpAddress> addresses(String name) {
        return byName.getOrDefault(key(name), List.of());
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
