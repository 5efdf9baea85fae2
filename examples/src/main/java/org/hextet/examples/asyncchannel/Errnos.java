package org.hextet.examples.asyncchannel;

import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Arrays;
import java.util.Comparator;
import org.hextet.reactor.driver.Errno;

/**
 * What errno stood behind an exception of the JDK, which keeps only the kernel's words and, for some, a class. The
 * words come first; a class decides where they are of another locale.
 */
final class Errnos {

    private Errnos() {}

    static Errno of(Throwable failure) {
        if (failure instanceof UnsupportedAddressTypeException) {
            return Errno.EAFNOSUPPORT;
        }
        String message = String.valueOf(failure.getMessage());
        return Arrays.stream(Errno.values())
                .filter(errno -> message.startsWith(errno.words()))
                .max(Comparator.comparingInt(errno -> errno.words().length()))
                .orElseGet(() -> ofJdk(failure, message));
    }

    private static Errno ofJdk(Throwable failure, String message) {
        if (message.startsWith("Connection reset")) {
            return Errno.ECONNRESET;
        }
        if (failure instanceof NoRouteToHostException) {
            return Errno.EHOSTUNREACH;
        }
        if (failure instanceof ConnectException) {
            return Errno.ECONNREFUSED;
        }
        return failure instanceof BindException ? Errno.EADDRINUSE : Errno.UNKNOWN;
    }
}
