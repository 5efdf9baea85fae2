package org.hextet.endpoints.postgres;

import com.google.auto.service.AutoService;
import org.hextet.endpoints.starttls.StartTlsDialogue;
import org.hextet.endpoints.starttls.StartTlsEnds;
import org.hextet.endpoints.starttls.StartTlsProtocol;

/**
 * PostgreSQL: {@code SSLRequest}.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">PostgreSQL, message flow</a>
 */
@AutoService(StartTlsProtocol.class)
public final class PostgresProtocol implements StartTlsProtocol {

    /** Made by {@link java.util.ServiceLoader}. */
    public PostgresProtocol() {}

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public StartTlsDialogue client(StartTlsEnds ends) {
        return new PostgresClient();
    }

    @Override
    public StartTlsDialogue server(StartTlsEnds ends) {
        return new PostgresServer();
    }
}
