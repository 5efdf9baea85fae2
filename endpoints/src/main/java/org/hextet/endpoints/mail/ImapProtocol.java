package org.hextet.endpoints.mail;

import com.google.auto.service.AutoService;
import org.hextet.endpoints.starttls.StartTlsDialogue;
import org.hextet.endpoints.starttls.StartTlsEnds;
import org.hextet.endpoints.starttls.StartTlsProtocol;

/**
 * IMAP: {@code STARTTLS}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1">RFC 9051, section 6.2.1</a>
 */
@AutoService(StartTlsProtocol.class)
public final class ImapProtocol implements StartTlsProtocol {

    /** Made by {@link java.util.ServiceLoader}. */
    public ImapProtocol() {}

    @Override
    public String name() {
        return "imap";
    }

    @Override
    public StartTlsDialogue client(StartTlsEnds ends) {
        return new ImapClient();
    }

    @Override
    public StartTlsDialogue server(StartTlsEnds ends) {
        return new ImapServer();
    }
}
