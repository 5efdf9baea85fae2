package org.hextet.endpoints;

import java.util.Optional;
import org.hextet.api.Capability;
import org.hextet.api.Reactor;
import org.hextet.api.TlsSettings;
import org.hextet.tls.Tls;

/** The TLS of attempts, checked once, before any. */
final class AttemptTls {

    private AttemptTls() {}

    static TlsSettings of(Reactor reactor, TlsSettings given, Optional<String> serverName) {
        reactor.capabilities().require(Capability.TLS);
        TlsSettings settings = given.serverName().isPresent()
                ? given
                : serverName.map(given::withServerName).orElse(given);
        Tls.requireClient(settings);
        return settings;
    }
}
