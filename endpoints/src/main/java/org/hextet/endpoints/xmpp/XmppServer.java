package org.hextet.endpoints.xmpp;

import java.util.List;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Close;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A server of XMPP until TLS, which insists on it. */
final class XmppServer extends XmlDialogue {

    private static final String POLICY =
            "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text"
                    + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'>must use starttls first</text></stream:error>"
                    + "</stream:stream>";

    private final String id;
    private boolean asked;

    XmppServer(String id) {
        this.id = id;
    }

    @Override
    public List<StartTlsStep> begin() {
        return List.of();
    }

    @Override
    public String pending() {
        return "starttls of the client";
    }

    @Override
    List<StartTlsStep> tag(XmlTag tag) {
        if (tag.depth() == 0) {
            return stream(tag);
        }
        asked |= tag.depth() == 1 && tag.is(TLS, "starttls") && tag.isOpening();
        if (!asked) {
            return List.of(Send.of(POLICY), new Close());
        }
        return tag.isClosing() && tag.depth() == 1
                ? List.of(Send.of("<proceed xmlns='" + TLS + "'/>"), new Upgrade())
                : List.of();
    }

    private List<StartTlsStep> stream(XmlTag tag) {
        if (!tag.is(STREAM, "stream")) {
            return fail("no stream of XMPP came, but <" + tag.name() + "> of \"" + tag.namespace() + "\"");
        }
        if (tag.isClosing()) {
            return List.of(Send.of("</stream:stream>"), new Close());
        }
        String domain = tag.attributes().get("to");
        String content = "jabber:server".equals(tag.attributes().get("xmlns")) ? "jabber:server" : "jabber:client";
        return List.of(Send.of("<?xml version='1.0'?><stream:stream"
                + (domain == null ? "" : " from='" + XmlScanner.encoded(domain) + "'") + " id='" + id
                + "' version='1.0' xmlns='" + content + "' xmlns:stream='" + STREAM + "'>"
                + "<stream:features><starttls xmlns='" + TLS + "'><required/></starttls></stream:features>"));
    }
}
