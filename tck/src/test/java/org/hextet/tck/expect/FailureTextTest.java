package org.hextet.tck.expect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.junit.jupiter.api.Test;

class FailureTextTest {

    private static Optional<String> flaw(String message) {
        return FailureText.flaw(new IOException(message));
    }

    @Test
    void words_of_the_house_have_no_flaw() {
        assertEquals(
                Optional.empty(),
                flaw("connect to [fe80::1%eth0]:22: refused (ECONNREFUSED); does somebody listen there?"));
        assertEquals(
                Optional.empty(),
                flaw("listen on 10.0.0.1:80: fe80::/10 and tcp://[::1]:9000 are no addresses with a slash"));
    }

    @Test
    void each_bad_habit_is_found() {
        assertEquals(Optional.of("has no message"), FailureText.flaw(new IOException()));
        assertEquals(Optional.of("says null"), flaw("connect to null"));
        assertEquals(Optional.of("is a bare errno"), flaw("ECONNREFUSED"));
        assertEquals(Optional.of("has an address with a slash: /127.0.0.1"), flaw("connect to /127.0.0.1:80"));
        assertEquals(Optional.of("has an address with a slash: /::1"), flaw("connect to localhost/::1 failed"));
        assertEquals(
                Optional.of("has an IPv6 address that is not in RFC 5952 form"),
                flaw("connect to [0:0:0:0:0:0:0:1]:80"));
        assertEquals(Optional.of("is longer than a line"), flaw("one\ntwo"));
    }

    @Test
    void the_platforms_own_words_are_not_enough() {
        IOException platform = new IOException("Connection refused");

        assertEquals(
                Optional.of("is only the platform's own"),
                FailureText.flaw(new IOException(platform.getMessage(), platform)));
    }

    @Test
    void a_typed_failure_names_its_operation() {
        IOException failure =
                Failures.of(new Facts(FailureKind.REFUSED, "connect"), "nobody listens on [::1]:80", null);

        assertEquals(Optional.of("does not name the operation, \"connect\""), FailureText.flaw(failure));
    }
}
