package org.hextet.examples;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS by another provider than the JDK's, here Conscrypt (BoringSSL): any {@code SSLContext} becomes settings. */
public final class ConscryptEcho {

    private static final Logger log = LoggerFactory.getLogger(ConscryptEcho.class);

    private ConscryptEcho() {}

    /**
     * Settings of Conscrypt, for either side.
     *
     * @param keys a server's key and certificates; of a client: nothing need be in it
     * @param password of the keys
     * @param trusted whose certificates a client believes
     * @return with the application protocol {@code echo}
     * @throws GeneralSecurityException if a key store does not fit
     */
    static TlsSettings settings(KeyStore keys, char[] password, KeyStore trusted) throws GeneralSecurityException {
        // SunX509: the key managers of PKIX ask engines for what Conscrypt's do not know, and find no key then.
        KeyManagerFactory own = KeyManagerFactory.getInstance("SunX509");
        own.init(keys, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS", Conscrypt.newProvider());
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        SSLParameters parameters = new SSLParameters();
        parameters.setApplicationProtocols(new String[] {"echo"});
        return TlsSettings.of(context, parameters);
    }

    /**
     * Sends back what it receives.
     *
     * @param reactor carries the port
     * @param local where
     * @param tls as of {@link #settings}
     * @return the port
     */
    static Pending<ListeningPort> serve(Reactor reactor, InetSocketAddress local, TlsSettings tls) {
        return reactor.listenTls(
                local,
                StreamOptions.DEFAULT,
                tls,
                () -> Protocol.receiving((connection, data) -> connection.write(data)));
    }

    /**
     * Serves on the loopback address, port 9443, until it is stopped.
     *
     * @param args a PKCS #12 file with a key, and its password
     * @throws IOException if the port cannot be bound, or the file cannot be read
     * @throws GeneralSecurityException if the file does not fit
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException, InterruptedException {
        if (args.length != 2) {
            throw new IllegalArgumentException("need a PKCS #12 file and its password");
        }
        char[] password = args[1].toCharArray();
        KeyStore keys = KeyStore.getInstance(new File(args[0]), password);
        try (Reactor reactor = Reactor.open()) {
            InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9443);
            ListeningPort port =
                    serve(reactor, local, settings(keys, password, keys)).await();
            log.info("echo over TLS of {} on {}", Conscrypt.version(), port.localAddresses());
            reactor.terminated().await();
        }
    }
}
