package org.hextet.endpoints.xmpp;

import java.util.List;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A client of XMPP until TLS. */
final class XmppClient extends XmlDialogue {

    private enum State {
        STREAM("stream of the server"),
        FEATURES("features of the stream"),
        STARTTLS("answer to starttls");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    private final String domain;
    private State state = State.STREAM;
    private boolean offered;
    private boolean agreed;

    /** What was refused, or which error it is: told when its element ends, with what stands in it. */
    private String trouble = "";

    XmppClient(String domain) {
        this.domain = domain;
    }

    @Override
    public List<StartTlsStep> begin() {
        return List.of(Send.of("<?xml version='1.0'?><stream:stream to='" + XmlScanner.encoded(domain)
                + "' version='1.0' xmlns='jabber:client' xmlns:stream='" + STREAM + "'>"));
    }

    @Override
    public String pending() {
        return state.text;
    }

    @Override
    List<StartTlsStep> tag(XmlTag tag) {
        if (tag.depth() == 0) {
            return stream(tag);
        }
        if (tag.depth() > 1) {
            return inside(tag);
        }
        if (tag.isOpening()) {
            trouble = tag.is(STREAM, "error") ? "the server ends the stream:" : "";
        }
        if (tag.is(STREAM, "error")) {
            return tag.isClosing() ? fail(trouble) : List.of();
        }
        return switch (state) {
            case STREAM -> unexpected(tag);
            case FEATURES -> features(tag);
            case STARTTLS -> answer(tag);
        };
    }

    private List<StartTlsStep> stream(XmlTag tag) {
        if (!tag.is(STREAM, "stream")) {
            return unexpected(tag);
        }
        if (tag.isClosing()) {
            return fail("the server closes the stream before TLS");
        }
        state = State.FEATURES;
        return List.of();
    }

    private List<StartTlsStep> inside(XmlTag tag) {
        if (!trouble.isEmpty() && tag.isOpening()) {
            trouble += " " + tag.name();
        } else if (state == State.FEATURES && tag.depth() == 2 && tag.isOpening()) {
            offered |= tag.is(TLS, "starttls");
        }
        return List.of();
    }

    private List<StartTlsStep> features(XmlTag tag) {
        if (!tag.is(STREAM, "features")) {
            return unexpected(tag);
        }
        if (!tag.isClosing()) {
            return List.of();
        }
        if (!offered) {
            return fail(
                    "the server offers no starttls, or somebody on the way has taken it out; there is no plain session"
                            + " in its place");
        }
        state = State.STARTTLS;
        return List.of(Send.of("<starttls xmlns='" + TLS + "'/>"));
    }

    private List<StartTlsStep> answer(XmlTag tag) {
        if (tag.is(TLS, "failure")) {
            if (tag.isOpening()) {
                trouble = "the server refuses starttls: failure";
            }
            return tag.isClosing() ? fail(trouble) : List.of();
        }
        agreed |= tag.is(TLS, "proceed") && tag.isOpening();
        if (!agreed) {
            return unexpected(tag);
        }
        return tag.isClosing() ? List.of(new Upgrade()) : List.of();
    }

    private List<StartTlsStep> unexpected(XmlTag tag) {
        return fail("no " + state.text + " came, but <" + tag.name() + "> of \"" + tag.namespace() + "\"");
    }
}
