package org.hextet.endpoints.text;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.endpoints.secured.TlsFiles;
import org.hextet.policies.DurationText;
import org.hextet.tls.ClientAuthentication;
import org.hextet.tls.Tls;
import org.hextet.tls.TlsSettingsBuilder;

/** {@link TlsFiles} as options of a URI, both ways. Files are not looked at. */
public final class TlsFilesText {

    private static final String CERTIFICATE = "cert";
    private static final String KEY = "key";
    private static final String TRUST = "trust";
    private static final String ALPN = "alpn";
    private static final String SERVER_NAME = "server-name";
    private static final String INSECURE = "insecure";
    private static final String CLIENT_AUTHENTICATION = "client-auth";
    private static final String HANDSHAKE_TIMEOUT = "handshake-timeout";
    private static final String RELOAD = "reload";

    private static final List<String> SHARED = List.of(CERTIFICATE, KEY, TRUST, ALPN, HANDSHAKE_TIMEOUT, RELOAD);

    private TlsFilesText() {}

    /**
     * The options of one side.
     *
     * @param isServer which
     * @return their names
     */
    public static List<String> names(boolean isServer) {
        List<String> names = new ArrayList<>(SHARED);
        names.addAll(isServer ? List.of(CLIENT_AUTHENTICATION) : List.of(SERVER_NAME, INSECURE));
        return names;
    }

    /**
     * Reads the options.
     *
     * @param uri the whole text
     * @param options all that stand in it; others than these are left to the caller
     * @param isServer for which side
     * @return what they say
     * @throws AddressSyntaxException if one is wrong, does not go with another, or a server has no certificate; points
     *     at it
     */
    public static TlsFiles read(String uri, Map<String, OptionValue> options, boolean isServer) {
        Optional<OptionValue> certificate = given(options, CERTIFICATE);
        Optional<OptionValue> key = given(options, KEY);
        Optional<OptionValue> trust = given(options, TRUST);
        if (isServer && certificate.isEmpty()) {
            throw new AddressSyntaxException(
                    uri,
                    uri.length(),
                    "no certificate",
                    "a server shows one: add cert=FILE&key=FILE, PEM files both, as in"
                            + " tls://*:9443?cert=chain.pem&key=key.pem");
        }
        if (key.isPresent() && certificate.isEmpty()) {
            throw key.get().misplaced("option \"key\" without a certificate", "add cert=FILE, or leave the key out");
        }
        boolean unverified = given(options, INSECURE).map(OptionValue::flag).orElse(false);
        if (unverified && trust.isPresent()) {
            throw trust.get()
                    .misplaced(
                            "option \"trust\" beside insecure=true", "nothing is verified then; leave one of them out");
        }
        Optional<OptionValue> reload = given(options, RELOAD);
        if (reload.isPresent() && certificate.isEmpty() && trust.isEmpty()) {
            throw reload.get()
                    .misplaced("option \"reload\" without files", "name cert=FILE or trust=FILE, or leave it out");
        }
        ClientAuthentication asked = given(options, CLIENT_AUTHENTICATION)
                .map(value -> clientAuthentication(value, trust.isPresent()))
                .orElse(ClientAuthentication.NONE);
        if (isServer && trust.isPresent() && asked == ClientAuthentication.NONE) {
            throw trust.get()
                    .misplaced(
                            "option \"trust\" of a server that asks nobody for a certificate",
                            "add client-auth=required, or leave it out");
        }
        return new TlsFiles(
                isServer,
                certificate.map(TlsFilesText::file),
                key.map(TlsFilesText::file),
                trust.map(TlsFilesText::file),
                given(options, ALPN).map(TlsFilesText::protocols).orElse(List.of()),
                given(options, SERVER_NAME).map(TlsFilesText::serverName),
                unverified,
                asked,
                given(options, HANDSHAKE_TIMEOUT).map(OptionValue::positiveDuration),
                reload.map(OptionValue::positiveDuration));
    }

    private static Optional<OptionValue> given(Map<String, OptionValue> options, String name) {
        return Optional.ofNullable(options.get(name));
    }

    private static Path file(OptionValue value) {
        String name = value.decoded();
        if (name.isEmpty()) {
            throw value.wrong(
                    "no file", "name a PEM file, as in " + value.name() + "=/etc/tls/" + value.name() + ".pem");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException impossible) {
            AddressSyntaxException here = value.wrong("no name of a file", "name a PEM file");
            here.initCause(impossible);
            throw here;
        }
    }

    private static List<String> protocols(OptionValue value) {
        List<String> names = value.each().stream().map(OptionValue::decoded).toList();
        try {
            TlsSettingsBuilder checked = TlsSettingsBuilder.client();
            checked.withApplicationProtocols(names.toArray(String[]::new));
        } catch (IllegalArgumentException wrong) {
            throw caused(value, "no list of application protocols", wrong);
        }
        return names;
    }

    private static AddressSyntaxException caused(OptionValue value, String problem, IllegalArgumentException wrong) {
        AddressSyntaxException here = value.wrong(problem, String.valueOf(wrong.getMessage()));
        here.initCause(wrong);
        return here;
    }

    private static String serverName(OptionValue value) {
        String name = value.decoded();
        Optional<String> wrong = Tls.wrongServerName(name);
        if (wrong.isPresent()) {
            throw value.wrong("neither a host name nor an address", wrong.get());
        }
        return name;
    }

    private static ClientAuthentication clientAuthentication(OptionValue value, boolean isTrustGiven) {
        String word = value.oneOf(
                Stream.of(ClientAuthentication.values()).map(TlsFilesText::word).toList());
        ClientAuthentication asked = ClientAuthentication.valueOf(word.toUpperCase(Locale.ROOT));
        if (asked != ClientAuthentication.NONE && !isTrustGiven) {
            throw value.wrong(
                    "nothing that says whose certificates are trusted", "add trust=FILE, a PEM file of authorities");
        }
        return asked;
    }

    private static String word(ClientAuthentication asked) {
        return asked.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Writes what differs from the default.
     *
     * @param files any
     * @return {@code name=value} each
     */
    public static List<String> write(TlsFiles files) {
        List<String> text = new ArrayList<>();
        add(text, CERTIFICATE, files.certificate().map(Path::toString));
        add(text, KEY, files.key().map(Path::toString));
        add(text, TRUST, files.trust().map(Path::toString));
        add(
                text,
                ALPN,
                Optional.of(String.join(",", files.applicationProtocols())).filter(some -> !some.isEmpty()));
        add(text, SERVER_NAME, files.serverName());
        add(text, INSECURE, files.unverified() ? Optional.of("true") : Optional.empty());
        add(
                text,
                CLIENT_AUTHENTICATION,
                Optional.of(files.clientAuthentication())
                        .filter(asked -> asked != ClientAuthentication.NONE)
                        .map(TlsFilesText::word));
        Optional<Duration> timeout = files.handshakeTimeout();
        add(text, HANDSHAKE_TIMEOUT, timeout.map(DurationText::format));
        add(text, RELOAD, files.reload().map(DurationText::format));
        return text;
    }

    private static void add(List<String> text, String name, Optional<String> value) {
        value.ifPresent(given -> text.add(name + "=" + OptionValue.encoded(given)));
    }
}
