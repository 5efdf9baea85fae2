package org.hextet.api;

import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * What a TLS handshake has agreed on.
 *
 * @param session protocol version, cipher suite, certificates of both sides
 * @param role which side this one is
 * @param applicationProtocol what ALPN has chosen (RFC 7301); empty: nothing
 * @param serverName of a client: the name that was sent (SNI), else the address that was verified; of a server: the
 *     name that the client asked for, in its ASCII form; empty if it asked for none
 */
public record TlsSession(
        SSLSession session, TlsRole role, Optional<String> applicationProtocol, Optional<String> serverName) {}
