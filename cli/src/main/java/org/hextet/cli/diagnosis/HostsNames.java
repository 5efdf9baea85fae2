package org.hextet.cli.diagnosis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.hextet.addresses.Host;

/** Names that no name server is asked for. */
final class HostsNames {

    private HostsNames() {}

    /** It is this host's by definition (RFC 6761), or stands in the hosts file. */
    static boolean has(Path file, Host.Name name) {
        String plain = plain(name.asciiName());
        if (plain.equals("localhost") || plain.endsWith(".localhost")) {
            return true;
        }
        try {
            return stands(Files.readString(file, StandardCharsets.ISO_8859_1), plain);
        } catch (IOException none) {
            return false;
        }
    }

    static boolean stands(String text, String plain) {
        for (String line : text.lines().toList()) {
            int comment = line.indexOf('#');
            String[] words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
            for (int i = 1; i < words.length; i++) {
                if (plain(words[i].toLowerCase(Locale.ROOT)).equals(plain)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String plain(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
