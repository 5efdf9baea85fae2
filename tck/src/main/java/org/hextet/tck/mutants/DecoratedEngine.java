package org.hextet.tck.mutants;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** An engine of TLS that passes all on to another one, and makes a mistake of its own in the parameters. */
abstract class DecoratedEngine extends SSLEngine {

    private final SSLEngine beneath;

    DecoratedEngine(SSLEngine beneath) {
        super(beneath.getPeerHost(), beneath.getPeerPort());
        this.beneath = beneath;
    }

    /** What becomes of parameters: a copy, that is in force when this returns. */
    abstract void spoil(SSLParameters parameters);

    @Override
    public SSLParameters getSSLParameters() {
        return beneath.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters asked) {
        beneath.setSSLParameters(asked);
        SSLParameters copy = beneath.getSSLParameters();
        spoil(copy);
        beneath.setSSLParameters(copy);
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to) throws SSLException {
        return beneath.wrap(from, offset, length, to);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length) throws SSLException {
        return beneath.unwrap(from, to, offset, length);
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return beneath.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        beneath.closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        return beneath.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        beneath.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return beneath.isOutboundDone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return beneath.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return beneath.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        beneath.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return beneath.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return beneath.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        beneath.setEnabledProtocols(protocols);
    }

    @Override
    public SSLSession getSession() {
        return beneath.getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return beneath.getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        beneath.beginHandshake();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return beneath.getHandshakeStatus();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        beneath.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return beneath.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        beneath.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return beneath.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        beneath.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return beneath.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        beneath.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return beneath.getEnableSessionCreation();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return beneath.getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return beneath.getHandshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(BiFunction<SSLEngine, List<String>, String> selector) {
        beneath.setHandshakeApplicationProtocolSelector(selector);
    }

    @Override
    public @Nullable BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return beneath.getHandshakeApplicationProtocolSelector();
    }
}
