package org.hextet.tls.stream;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the alerts of a peer mean for the one who gets them. RFC 8446, section 6.2. */
final class Alerts {

    /** How JSSE providers begin the message of a failure that an alert made; its name follows. */
    private static final String RECEIVED = "Received fatal alert: ";

    /** How BoringSSL and OpenSSL have it in their messages. */
    private static final Pattern OPENSSL = Pattern.compile("(?:SSLV3|TLSV1(?:_1|_2|_3)?)_ALERT_([A-Z_]+)");

    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("handshake_failure", "it found no cipher suite in common, or wants a client certificate"),
            Map.entry("protocol_version", "it speaks no version of TLS that this side does"),
            Map.entry("insufficient_security", "it wants stronger ciphers than this side has"),
            Map.entry("no_application_protocol", "it speaks none of the application protocols offered (ALPN)"),
            Map.entry("unrecognized_name", "it has no certificate for the name asked for"),
            Map.entry("certificate_required", "it wants a client certificate, and got none"),
            Map.entry("bad_certificate", "it found the certificate of this side malformed or none at all"),
            Map.entry("unsupported_certificate", "it cannot use the certificate of this side"),
            Map.entry("certificate_revoked", "the certificate of this side is revoked"),
            Map.entry("certificate_expired", "it finds the certificate of this side expired, or not valid yet"),
            Map.entry("certificate_unknown", "it does not accept the certificate of this side"),
            Map.entry("unknown_ca", "it does not trust whoever issued the certificate of this side"),
            Map.entry("access_denied", "it knows this side and does not let it in"),
            Map.entry("decrypt_error", "it could not verify a signature of this side"),
            Map.entry("bad_record_mac", "it could not decrypt a record: something on the way changes bytes"),
            Map.entry("record_overflow", "it got a record that is longer than allowed"),
            Map.entry("unexpected_message", "it got a message that does not belong there"),
            Map.entry("illegal_parameter", "it found a field of the handshake inconsistent"),
            Map.entry("decode_error", "it could not read a message of the handshake"),
            Map.entry("missing_extension", "it misses an extension"),
            Map.entry("unsupported_extension", "it got an extension that it did not offer"),
            Map.entry("no_renegotiation", "it does not renegotiate"),
            Map.entry("inappropriate_fallback", "it speaks a higher version of TLS than was offered"),
            Map.entry("internal_error", "something in it failed"),
            Map.entry("user_canceled", "its user has ended the handshake"));

    private Alerts() {}

    /**
     * What a message of a JSSE provider says of an alert.
     *
     * @return empty if it speaks of none
     */
    static Optional<String> words(String message) {
        int at = message.indexOf(RECEIVED);
        Matcher openssl = OPENSSL.matcher(message);
        String name;
        if (at >= 0) {
            name = message.substring(at + RECEIVED.length()).trim();
        } else if (openssl.find()) {
            name = openssl.group(1).toLowerCase(Locale.ROOT);
        } else {
            return Optional.empty();
        }
        String meaning = MEANINGS.get(name);
        return Optional.of("the peer ended it by the alert " + name + (meaning == null ? "" : ": " + meaning));
    }
}
