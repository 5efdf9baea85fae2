package org.hextet.tls.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;

/**
 * What one handshake is to do.
 *
 * @param engine fresh, its parameters set
 * @param role which side it is
 * @param name of a client: whom it wants to speak to
 * @param verified of a client: whether the certificate must be of that name
 * @param deadline how long it may take
 * @param tasks runs its slow parts
 * @param options of the connection below: its watermarks and write limit count for what other threads write
 * @param factory makes the protocol of the secured connection
 */
public record Handshake(
        SSLEngine engine,
        TlsRole role,
        Optional<ServerName> name,
        boolean verified,
        Duration deadline,
        Executor tasks,
        StreamOptions options,
        Supplier<? extends Protocol> factory) {}
