package org.hextet.endpoints;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.endpoints.secured.FromFiles;
import org.hextet.endpoints.secured.SettingsSource;
import org.hextet.endpoints.text.EndpointUri;
import org.hextet.endpoints.text.OptionValue;
import org.hextet.endpoints.text.TlsFilesText;
import org.hextet.policies.Backoff;

/** From a URI of TLS to an endpoint, and back: that of TCP with more options. */
final class TlsUri {

    static final String SCHEME = "tls";
    static final String HANDSHAKE_DECIDES = "handshake-decides";

    /** For errors. */
    private static final String OPTION_EXAMPLE = "alpn=h2";

    private TlsUri() {}

    static TlsClientEndpoint client(String uri) {
        EndpointUri parts = EndpointUri.parse(uri, SCHEME, OPTION_EXAMPLE);
        HostnameClientEndpoint below = TcpUri.client(parts, clientOptions(), TlsFilesText.names(true));
        FromFiles source = source(parts, false);
        OptionValue decides = parts.options().get(HANDSHAKE_DECIDES);
        TlsClientEndpoint endpoint = new TlsClientEndpoint(
                // What is tried again is the whole, with its handshake.
                below.withoutRetry().withProtocolsOfServices(source.files().applicationProtocols()),
                source,
                Optional.empty(),
                decides != null && decides.flag(),
                Optional.empty());
        return below.retry().map(endpoint::withRetry).orElse(endpoint);
    }

    static TlsServerEndpoint server(String uri) {
        EndpointUri parts = EndpointUri.parse(uri, SCHEME, OPTION_EXAMPLE);
        return new TlsServerEndpoint(
                TcpUri.server(parts, TlsFilesText.names(true), clientOptions()), source(parts, true));
    }

    private static FromFiles source(EndpointUri parts, boolean isServer) {
        return new FromFiles(TlsFilesText.read(parts.text(), parts.options(), isServer));
    }

    private static List<String> clientOptions() {
        List<String> names = new ArrayList<>(TlsFilesText.names(false));
        names.add(HANDSHAKE_DECIDES);
        return names;
    }

    /** The URI of a secured endpoint; words, where there is none. */
    static String text(Object plain, SettingsSource source, boolean handshakeDecides, Optional<Backoff> retry) {
        String below = plain.toString();
        String scheme = TcpUri.SCHEME + ":";
        List<String> options = new ArrayList<>();
        if (handshakeDecides) {
            options.add(HANDSHAKE_DECIDES + "=true");
        }
        retry.ifPresent(backoff -> options.add(TcpUri.RETRY + "=" + backoff));
        if (!(source instanceof FromFiles files) || !below.startsWith(scheme)) {
            return "TLS over " + below + (handshakeDecides ? " (its handshake decides)" : "");
        }
        options.addAll(0, TlsFilesText.write(files.files()));
        String separator = below.contains("?") ? "&" : "?";
        return SCHEME
                + below.substring(TcpUri.SCHEME.length())
                + (options.isEmpty() ? "" : separator + String.join("&", options));
    }
}
