package org.hextet.endpoints.mail;

import com.google.auto.service.AutoService;
import org.hextet.endpoints.starttls.StartTlsDialogue;
import org.hextet.endpoints.starttls.StartTlsEnds;
import org.hextet.endpoints.starttls.StartTlsProtocol;

/**
 * POP3: {@code STLS}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2595#section-4">RFC 2595, section 4</a>
 */
@AutoService(StartTlsProtocol.class)
public final class Pop3Protocol implements StartTlsProtocol {

    /** Made by {@link java.util.ServiceLoader}. */
    public Pop3Protocol() {}

    @Override
    public String name() {
        return "pop3";
    }

    @Override
    public StartTlsDialogue client(StartTlsEnds ends) {
        return new Pop3Client();
    }

    @Override
    public StartTlsDialogue server(StartTlsEnds ends) {
        return new Pop3Server();
    }
}
