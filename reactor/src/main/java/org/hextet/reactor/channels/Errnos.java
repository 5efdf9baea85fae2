package org.hextet.reactor.channels;

import java.io.IOException;
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
 * class. Words come first, those of another language are learned, and a class decides where even they are unknown.
 */
public final class Errnos {

    private static final Map<String, Errno> BY_WORDS = byWords();

    private Errnos() {}

    /**
     * Which it was.
     *
     * @param failure of a channel
     * @return {@link Errno#UNKNOWN} if nothing tells
     */
    public static Errno of(Throwable failure) {
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
        Errno local = message == null || !(failure instanceof IOException) ? null : LocalWords.errno(message);
        if (local != null) {
            return local;
        }
        if (failure instanceof NoRouteToHostException) {
            return Errno.EHOSTUNREACH;
        }
        if (failure instanceof ConnectException) {
            // Where the words of a refusal are known, these are those of the other ConnectException.
            return LocalWords.know(Errno.ECONNREFUSED) ? Errno.ETIMEDOUT : Errno.ECONNREFUSED;
        }
        if (failure instanceof PortUnreachableException) {
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
        map.put("Network interface not configured for IPv4", Errno.EADDRNOTAVAIL);
        return map;
    }
}
