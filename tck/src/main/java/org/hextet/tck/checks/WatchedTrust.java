package org.hextet.tck.checks;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.hextet.tck.rig.Rig;

/** Trusts the TCK's authority, and knows on which threads it was asked. */
final class WatchedTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager real;
    private final Queue<Thread> askedOn = new ConcurrentLinkedQueue<>();
    private Runnable whenAsked = () -> {};

    private WatchedTrust(X509ExtendedTrustManager real) {
        this.real = real;
    }

    static WatchedTrust of(Rig rig) throws IOException {
        return Arrays.stream(rig.tls().trust())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(manager -> new WatchedTrust((X509ExtendedTrustManager) manager))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the JDK's trust managers are of another kind"));
    }

    /** Does something each time before it answers, on the thread that asks. */
    WatchedTrust asking(Runnable action) {
        whenAsked = action;
        return this;
    }

    TrustManager[] managers() {
        return new TrustManager[] {this};
    }

    List<Thread> threads() {
        return List.copyOf(askedOn);
    }

    int times() {
        return askedOn.size();
    }

    private void asked() {
        askedOn.add(Thread.currentThread());
        whenAsked.run();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        asked();
        real.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        asked();
        real.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        asked();
        real.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        asked();
        real.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        asked();
        real.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        asked();
        real.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return real.getAcceptedIssuers();
    }
}
