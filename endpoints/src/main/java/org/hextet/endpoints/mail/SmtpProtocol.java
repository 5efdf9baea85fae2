package org.hextet.endpoints.mail;

import com.google.auto.service.AutoService;
import org.hextet.endpoints.starttls.StartTlsDialogue;
import org.hextet.endpoints.starttls.StartTlsEnds;
import org.hextet.endpoints.starttls.StartTlsProtocol;

/**
 * SMTP: {@code STARTTLS}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3207">RFC 3207</a>
 */
@AutoService(StartTlsProtocol.class)
public final class SmtpProtocol implements StartTlsProtocol {

    /** Made by {@link java.util.ServiceLoader}. */
    public SmtpProtocol() {}

    @Override
    public String name() {
        return "smtp";
    }

    @Override
    public StartTlsDialogue client(StartTlsEnds ends) {
        return new SmtpClient(ends.localLiteral());
    }

    @Override
    public StartTlsDialogue server(StartTlsEnds ends) {
        return new SmtpServer(ends.localLiteral());
    }
}
