package org.hextet.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.api.ServerEndpoint;
import org.hextet.cli.report.UsageException;

/** Endpoints of TLS on the command line, whose options may stand in the URI or beside it. */
final class TlsUris {

    private static final String SCHEME = "tls:";
    private static final String PLAIN_SCHEME = "tcp:";

    private static final Pattern OPTION_OF_TLS =
            Pattern.compile("[?&](cert|key|trust|alpn|handshake-timeout|server-name|insecure|client-auth)=");

    private TlsUris() {}

    static boolean isOne(String uri) {
        return uri.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    }

    static boolean hasOptions(String uri) {
        return OPTION_OF_TLS.matcher(uri).find();
    }

    /** Two places would leave open which of them counts. */
    static void requireNoOptions(String uri) {
        Matcher found = OPTION_OF_TLS.matcher(uri);
        if (found.find()) {
            throw new UsageException("\"" + uri + "\": TLS has options here (" + found.group(1)
                    + ") and on the command line; give all of them in one place");
        }
    }

    /**
     * What is to be secured.
     *
     * @param uri of a server of TLS, without options of TLS
     * @return the same without TLS
     */
    static ServerEndpoint plainServer(String uri) {
        requireNoOptions(uri);
        try {
            return ServerEndpoint.of(PLAIN_SCHEME + uri.substring(SCHEME.length()));
        } catch (AddressSyntaxException wrong) {
            // Both schemes are of one length: the place is the same.
            throw new AddressSyntaxException(uri, wrong.position(), wrong.problem(), wrong.advice());
        }
    }
}
