package org.hextet.endpoints.xmpp;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.hextet.endpoints.starttls.StartTlsDialogue;
import org.hextet.endpoints.starttls.StartTlsEnds;
import org.hextet.endpoints.starttls.StartTlsProtocol;

/**
 * XMPP: {@code <starttls/>}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6120#section-5">RFC 6120, section 5</a>
 */
@AutoService(StartTlsProtocol.class)
public final class XmppProtocol implements StartTlsProtocol {

    /** Made by {@link java.util.ServiceLoader}. */
    public XmppProtocol() {}

    @Override
    public String name() {
        return "xmpp";
    }

    @Override
    public StartTlsDialogue client(StartTlsEnds ends) {
        return new XmppClient(ends.host());
    }

    @Override
    public StartTlsDialogue server(StartTlsEnds ends) {
        return new XmppServer(UUID.randomUUID().toString());
    }
}
