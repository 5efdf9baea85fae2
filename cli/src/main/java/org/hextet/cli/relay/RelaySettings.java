package org.hextet.cli.relay;

import java.time.Duration;
import java.util.Optional;
import org.hextet.api.ClientEndpoint;

/**
 * How to relay.
 *
 * @param target where to connect for each caller
 * @param targetName as its user wrote it
 * @param allowed who may call
 * @param tellsTarget the header that tells the target who called; empty: none
 * @param readsProxyHeader whether each caller is a proxy that says for whom he calls
 * @param idleTimeout after how long without a byte either way both connections are aborted; empty: never
 * @param maxConnections how many callers there may be at a time, 1 or more
 */
public record RelaySettings(
        ClientEndpoint target,
        String targetName,
        AllowList allowed,
        Optional<ProxyVersion> tellsTarget,
        boolean readsProxyHeader,
        Optional<Duration> idleTimeout,
        int maxConnections) {}
