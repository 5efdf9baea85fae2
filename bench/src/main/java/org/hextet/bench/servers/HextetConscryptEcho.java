package org.hextet.bench.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.conscrypt.Conscrypt;
import org.hextet.api.TlsSettings;

/** Hextet: the echo of {@link HextetTcpEcho} behind TLS 1.3, with another provider than the JDK's. */
public final class HextetConscryptEcho {

    private static final char[] PASSWORD = "bench".toCharArray();

    private HextetConscryptEcho() {}

    /**
     * Serves until it is killed.
     *
     * @param args the transport, the folder of the certificate, and the port
     * @throws IOException if there is no such transport here, the certificate cannot be read, or the port not be bound
     * @throws GeneralSecurityException if Conscrypt refuses the certificate
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore store = KeyStore.getInstance(Path.of(args[1], "store.p12").toFile(), PASSWORD);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS", Conscrypt.newProvider());
        context.init(keys.getKeyManagers(), null, null);
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        HextetTlsEcho.serve(args, TlsSettings.of(context, parameters));
    }
}
