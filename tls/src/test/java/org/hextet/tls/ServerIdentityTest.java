package org.hextet.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9525, section 6. */
class ServerIdentityTest {

    private static ServerIdentity of(String names) {
        List<List<?>> entries = new ArrayList<>();
        for (String name : names.split(" ", -1)) {
            entries.add(List.of(name.matches("[0-9a-f.]*:[0-9a-f:.]*|[0-9.]+") ? 7 : 2, name));
        }
        return ServerIdentity.of(new CertificateOf(entries));
    }

    @ParameterizedTest
    @CsvSource({
        // Without case, whole.
        "a.example, a.example, true",
        "A.Example, a.eXAMPLE, true",
        "a.example, a.example., true",
        "a.example., a.example, true",
        "a.example, b.example, false",
        "a.example, example, false",
        "a.example, x.a.example, false",
        "a.example, a.example.org, false",
        // A wildcard is the whole leftmost label, and stands for one.
        "*.example, a.example, true",
        "*.EXAMPLE, a.example., true",
        "*.example, example, false",
        "*.example, a.b.example, false",
        "*.example, .example, false",
        "*.a.example, b.a.example, true",
        "*.a.example, a.example, false",
        // No part of a label, no other label, no second one.
        "f*.example, foo.example, false",
        "*f.example, of.example, false",
        "a.*.example, a.b.example, false",
        "*.*.example, a.b.example, false",
        "a.*, a.example, false",
        "*, example, false",
        "*, a, false",
        "*a.example, *a.example, false",
        // A-labels are compared as they are.
        "xn--bcher-kva.example, xn--bcher-kva.example, true",
        "*.example, xn--bcher-kva.example, true",
        // Several, and addresses that are no names.
        "a.example *.b.example, x.b.example, true",
        "192.0.2.1, 192.0.2.1, false",
        "a.example, '', false",
        "a.example, ., false"
    })
    void a_name_is_of_the_certificate(String presented, String asked, boolean expected) {
        assertEquals(expected, of(presented).isOf(asked));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1, true",
        "2001:db8::1, 2001:DB8::1, true",
        "2001:db8::1, 2001:db8::2, false",
        "fe80::1, fe80::1%lo, true",
        "::ffff:192.0.2.1, 192.0.2.2, false",
        "a.example, 192.0.2.1, false"
    })
    void an_address_is_of_the_certificate_by_its_bytes_without_zone(String presented, String asked, boolean expected) {
        assertEquals(expected, of(presented).isOf(AddressText.parse(asked)));
    }

    @Test
    void a_name_that_looks_like_an_address_is_none() {
        ServerIdentity identity = ServerIdentity.of(new CertificateOf(List.of(List.of(2, "192.0.2.1"))));

        assertFalse(identity.isOf(AddressText.parse("192.0.2.1")));
    }

    @Test
    void says_whom_it_is_of() {
        assertEquals(
                "a.example, *.b.example, ::1",
                of("a.example *.b.example 0:0:0:0:0:0:0:1").toString());
        assertEquals(
                List.of("a.example", "*.b.example"),
                of("a.example *.b.example ::1").names());
        assertEquals(1, of("a.example ::1").addresses().size());
    }

    @Test
    void without_names_it_is_of_nobody() {
        for (CertificateOf certificate : Arrays.asList(
                new CertificateOf(List.of()),
                new CertificateOf(null),
                CertificateOf.unreadable(),
                new CertificateOf(List.of(List.of(1, "mail@a.example"), List.of(6, "https://a.example"))),
                new CertificateOf(List.of(List.of(7, "192.0.2.0/255.255.255.0"))))) {
            ServerIdentity identity = ServerIdentity.of(certificate);

            assertTrue(identity.toString().startsWith("nobody"), identity.toString());
            assertFalse(identity.isOf("a.example"));
        }
    }
}
