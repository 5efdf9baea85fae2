package org.hextet.tck.mutants;

import java.security.SecureRandom;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.hextet.api.TlsSettings;

/** A context of TLS that lays something on the engines of another one. */
final class DecoratedContext extends SSLContext {

    private DecoratedContext(SSLContext beneath, UnaryOperator<SSLEngine> laidOn) {
        super(new Engines(beneath, laidOn), beneath.getProvider(), beneath.getProtocol());
    }

    /** The same settings, with something laid on each engine. */
    static TlsSettings of(TlsSettings settings, UnaryOperator<SSLEngine> laidOn) {
        return new TlsSettings(
                new DecoratedContext(settings.context(), laidOn),
                settings.parameters(),
                settings.role(),
                settings.serverName(),
                settings.verifiesName(),
                settings.handshakeDeadline(),
                settings.tasks());
    }

    private static final class Engines extends SSLContextSpi {

        private final SSLContext beneath;
        private final UnaryOperator<SSLEngine> laidOn;

        Engines(SSLContext beneath, UnaryOperator<SSLEngine> laidOn) {
            this.beneath = beneath;
            this.laidOn = laidOn;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return laidOn.apply(beneath.createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return laidOn.apply(beneath.createSSLEngine(host, port));
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            throw new IllegalStateException("it is made of a context that is initialized");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return beneath.getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return beneath.getServerSocketFactory();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return beneath.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return beneath.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return beneath.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return beneath.getSupportedSSLParameters();
        }
    }
}
