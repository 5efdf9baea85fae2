package org.hextet.nio;

import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashMap;
import java.util.Map;
import org.hextet.reactor.driver.Errno;

/**
 * What errno stood behind an exception of {@code java.nio}: the JDK keeps only the kernel's words and, for some, a
 * class. Words come first; a class decides where the words are of another locale.
 */
final class Errnos {

    private static final Map<String, Errno> BY_WORDS = byWords();

    private Errnos() {}

    static Errno of(Throwable failure) {
        if (failure instanceof UnsupportedAddressTypeException || failure instanceof UnsupportedOperationException) {
            return Errno.EAFNOSUPPORT;
        }
        String message = failure.getMessage();
        if (message != null) {
            Errno exact = BY_WORDS.get(message);
            if (exact != null) {
                return exact;
            }
            String longest = "";
            for (String words : BY_WORDS.keySet()) {
                if (message.startsWith(words) && words.length() > longest.length()) {
                    longest = words;
                }
            }
            Errno prefixed = BY_WORDS.get(longest);
            if (prefixed != null) {
                return prefixed;
            }
        }
        if (failure instanceof NoRouteToHostException) {
            return Errno.EHOSTUNREACH;
        }
        if (failure instanceof ConnectException || failure instanceof PortUnreachableException) {
            return Errno.ECONNREFUSED;
        }
        return failure instanceof BindException ? Errno.EADDRINUSE : Errno.UNKNOWN;
    }

    private static Map<String, Errno> byWords() {
        Map<String, Errno> map = new HashMap<>();
        for (Errno errno : Errno.values()) {
            if (errno != Errno.UNKNOWN) {
                map.put(errno.words(), errno);
            }
        }
        // The JDK's own words for some.
        map.put("Connection reset", Errno.ECONNRESET);
        map.put("Operation timed out", Errno.ETIMEDOUT);
        map.put("connect timed out", Errno.ETIMEDOUT);
        return map;
    }
}
