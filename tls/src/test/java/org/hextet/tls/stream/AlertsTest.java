package org.hextet.tls.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertsTest {

    @Test
    void says_what_an_alert_means() {
        assertEquals(
                Optional.of("the peer ended it by the alert unknown_ca: it does not trust whoever issued the"
                        + " certificate of this side"),
                Alerts.words("Received fatal alert: unknown_ca"));
        assertEquals(
                Optional.of("the peer ended it by the alert certificate_required: it wants a client certificate,"
                        + " and got none"),
                Alerts.words("(certificate_required) Received fatal alert: certificate_required"));
    }

    @Test
    void knows_how_boringssl_says_it() {
        assertEquals(
                Optional.of("the peer ended it by the alert certificate_unknown: it does not accept the certificate of"
                        + " this side"),
                Alerts.words("Read error: ssl=0x7f: Failure in SSL library, usually a protocol error\nerror:10000416:"
                        + "SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN (../ssl/tls_record.cc:594)"));
        assertEquals(
                Optional.of("the peer ended it by the alert unknown_ca: it does not trust whoever issued the"
                        + " certificate of this side"),
                Alerts.words("TLSV1_ALERT_UNKNOWN_CA"));
    }

    @Test
    void names_one_that_it_does_not_know() {
        assertEquals(
                Optional.of("the peer ended it by the alert of_the_future"),
                Alerts.words("Received fatal alert: of_the_future"));
    }

    @Test
    void has_nothing_to_say_where_there_is_none() {
        assertEquals(Optional.empty(), Alerts.words("No appropriate protocol"));
        assertEquals(Optional.empty(), Alerts.words(""));
    }
}
