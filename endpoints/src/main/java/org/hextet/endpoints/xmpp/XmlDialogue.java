package org.hextet.endpoints.xmpp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.endpoints.starttls.StartTlsDialogue;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Fail;
import org.hextet.endpoints.starttls.StartTlsStep.Send;

/** What both sides of XMPP have in common: a stream of tags. */
abstract class XmlDialogue implements StartTlsDialogue {

    static final String STREAM = "http://etherx.jabber.org/streams";
    static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";

    private final XmlScanner scanner = new XmlScanner();

    /** What to do at a tag. */
    abstract List<StartTlsStep> tag(XmlTag tag);

    @Override
    public List<StartTlsStep> received(ByteBuffer bytes) {
        List<StartTlsStep> steps = new ArrayList<>();
        while (bytes.hasRemaining()) {
            Optional<XmlTag> tag;
            try {
                tag = scanner.next(bytes.get());
            } catch (XmlStreamException wrong) {
                steps.add(new Fail("no XML of XMPP came as " + pending() + ": "
                        + String.valueOf(wrong.getMessage()).replaceAll("\\p{Cntrl}", "?")));
                return steps;
            }
            if (tag.isPresent()) {
                List<StartTlsStep> said = tag(tag.get());
                steps.addAll(said);
                if (said.stream().anyMatch(step -> !(step instanceof Send))) {
                    return steps;
                }
            }
        }
        return steps;
    }

    static List<StartTlsStep> fail(String why) {
        return List.of(new Fail(why));
    }
}
