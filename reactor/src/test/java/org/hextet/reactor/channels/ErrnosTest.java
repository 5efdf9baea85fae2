package org.hextet.reactor.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.stream.Stream;
import org.hextet.reactor.driver.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrnosTest {

    static Stream<Arguments> what_the_jdk_says() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), Errno.ECONNREFUSED),
                Arguments.of(new ConnectException("Connection timed out"), Errno.ETIMEDOUT),
                Arguments.of(new NoRouteToHostException("No route to host"), Errno.EHOSTUNREACH),
                Arguments.of(new SocketException("Network is unreachable"), Errno.ENETUNREACH),
                Arguments.of(new BindException("Permission denied"), Errno.EACCES),
                Arguments.of(new BindException("Address already in use"), Errno.EADDRINUSE),
                Arguments.of(new BindException("Address already in use: bind"), Errno.EADDRINUSE),
                Arguments.of(new BindException("Cannot assign requested address"), Errno.EADDRNOTAVAIL),
                Arguments.of(new SocketException("Connection reset"), Errno.ECONNRESET),
                Arguments.of(new IOException("Connection reset by peer"), Errno.ECONNRESET),
                Arguments.of(new IOException("Broken pipe"), Errno.EPIPE),
                Arguments.of(new IOException("Too many open files"), Errno.EMFILE),
                Arguments.of(new IOException("Too many open files in system"), Errno.ENFILE),
                Arguments.of(new SocketException("Invalid argument"), Errno.EINVAL),
                Arguments.of(new PortUnreachableException(), Errno.ECONNREFUSED),
                Arguments.of(new IOException("Message too long"), Errno.EMSGSIZE),
                Arguments.of(new SocketException("No buffer space available (setsockopt failed)"), Errno.ENOBUFS),
                Arguments.of(new IOException("Network interface not configured for IPv4"), Errno.EADDRNOTAVAIL),
                Arguments.of(new UnsupportedOperationException("IPv6 not available"), Errno.EAFNOSUPPORT),
                Arguments.of(new UnsupportedAddressTypeException(), Errno.EAFNOSUPPORT),
                Arguments.of(new NoRouteToHostException("Keine Route zum Zielrechner"), Errno.EHOSTUNREACH),
                Arguments.of(new IOException("something new"), Errno.UNKNOWN));
    }

    @Test
    void the_words_of_this_process_are_learned_by_making_the_mistakes() {
        assertEquals(Errno.ECONNREFUSED, LocalWords.errno("Connection refused"));
        assertEquals(Errno.EADDRINUSE, LocalWords.errno("Address already in use"));
        assertEquals(Errno.EADDRNOTAVAIL, LocalWords.errno("Cannot assign requested address"));
        assertEquals(Errno.EACCES, LocalWords.errno("Permission denied"));
        assertEquals(Errno.ENETUNREACH, LocalWords.errno("Network is unreachable"));
        assertEquals(Errno.EINVAL, LocalWords.errno("Invalid argument"));
        assertEquals(Errno.EPIPE, LocalWords.errno("Broken pipe"));
        assertEquals(Errno.EMSGSIZE, LocalWords.errno("Message too long"));
        assertEquals(Errno.ENOBUFS, LocalWords.errno("No buffer space available"));
        assertEquals(Errno.ENETUNREACH, LocalWords.errno("Network is unreachable (some call failed)"));
    }

    @ParameterizedTest
    @MethodSource("what_the_jdk_says")
    void words_come_first_and_the_class_where_the_words_are_foreign(Throwable failure, Errno expected) {
        assertEquals(expected, Errnos.of(failure));
    }
}
