package org.hextet.cli.diagnosis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zones;

/**
 * The name servers that this host is told to ask.
 *
 * @param servers to be asked, in order
 * @param unusable what stands there and cannot be asked: the reasons
 */
record ConfiguredServers(List<InetSocketAddress> servers, List<String> unusable) {

    private static final int DNS_PORT = 53;

    /** As many as glibc asks. */
    private static final int MOST = 3;

    ConfiguredServers {
        servers = List.copyOf(servers);
        unusable = List.copyOf(unusable);
    }

    /** Of {@code resolv.conf}; one that is not there names none. */
    static ConfiguredServers of(Path resolvConf) {
        try {
            return parse(Files.readString(resolvConf, StandardCharsets.ISO_8859_1), Zones.ofHost());
        } catch (NoSuchFileException none) {
            return new ConfiguredServers(List.of(), List.of());
        } catch (IOException unreadable) {
            return new ConfiguredServers(List.of(), List.of("read " + resolvConf + ": " + unreadable.getMessage()));
        }
    }

    static ConfiguredServers parse(String text, Zones zones) {
        List<InetSocketAddress> servers = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split("\\s+", -1);
            if (words.length > 1 && words[0].equals("nameserver") && servers.size() + unusable.size() < MOST) {
                try {
                    InetAddress address = AddressText.parse(words[1]).toInetAddress(zones);
                    servers.add(AddressRules.usable(new InetSocketAddress(address, DNS_PORT), "name server", zones));
                } catch (IllegalArgumentException wrong) {
                    unusable.add(String.valueOf(wrong.getMessage()));
                }
            }
        }
        return new ConfiguredServers(servers, unusable);
    }
}
