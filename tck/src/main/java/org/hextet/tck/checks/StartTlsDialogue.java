package org.hextet.tck.checks;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a server of a protocol says in the clear before TLS, turn by turn. {@code TAG} stands for the first word of the
 * client's last line (IMAP).
 */
enum StartTlsDialogue {
    /** RFC 3207. */
    SMTP(
            "220 mail.example ESMTP ready\r\n",
            "250-mail.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n",
            "250-mail.example\r\n250 PIPELINING\r\n",
            "220 2.0.0 go ahead\r\n",
            "454 4.7.0 TLS not available now\r\n",
            "454 4.7.0 TLS not available now"),

    /** RFC 9051, section 6.2.1. */
    IMAP(
            "* OK IMAP4rev1 ready\r\n",
            "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nTAG OK CAPABILITY completed\r\n",
            "* CAPABILITY IMAP4rev1\r\nTAG OK CAPABILITY completed\r\n",
            "TAG OK begin TLS negotiation now\r\n",
            "TAG NO not today\r\n",
            "NO not today"),

    /** RFC 2595, section 4. */
    POP3(
            "+OK POP3 ready\r\n",
            "+OK capabilities follow\r\nUSER\r\nSTLS\r\n.\r\n",
            "+OK capabilities follow\r\nUSER\r\n.\r\n",
            "+OK begin TLS negotiation\r\n",
            "-ERR not today\r\n",
            "-ERR not today"),

    /** RFC 6120, section 5. */
    XMPP(
            "",
            Xmpp.HEADER + "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
                    + "</stream:features>",
            Xmpp.HEADER + "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                    + "<mechanism>PLAIN</mechanism></mechanisms></stream:features>",
            "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>",
            "failure") {
        @Override
        boolean isWhole(int turn, String text) {
            String element = turn == 0 ? "<stream:stream" : "<starttls";
            return text.contains(element) && text.indexOf('>', text.indexOf(element)) > 0;
        }
    },

    /** PostgreSQL, "SSL session encryption". Nothing is offered: the client asks. */
    POSTGRES("", "", "", "S", "N", "N") {
        @Override
        boolean isWhole(int turn, String text) {
            return text.equals("\0\0\0\b\u0004\u00d2\u0016/");
        }
    };

    private static final class Xmpp {
        static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
                + " xmlns:stream='http://etherx.jabber.org/streams' id='1' from='a.example' version='1.0'>";

        private Xmpp() {}
    }

    private final String greeting;
    private final String offer;
    private final String withoutOffer;
    private final String goAhead;
    private final String refusal;
    private final String refusalFact;

    StartTlsDialogue(
            String greeting, String offer, String withoutOffer, String goAhead, String refusal, String refusalFact) {
        this.greeting = greeting;
        this.offer = offer;
        this.withoutOffer = withoutOffer;
        this.goAhead = goAhead;
        this.refusal = refusal;
        this.refusalFact = refusalFact;
    }

    /** Whether the client's message of that turn is whole. */
    boolean isWhole(int turn, String text) {
        return text.endsWith("\r\n");
    }

    /** As endpoints know it. */
    String protocol() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean hasOffer() {
        return !offer.isEmpty();
    }

    String offer() {
        return offer;
    }

    String withoutOffer() {
        return withoutOffer;
    }

    /** What of the refusal must stand in the client's failure. */
    String refusalFact() {
        return refusalFact;
    }

    /** Speaks up to the go-ahead. */
    void agree(TlsPeer peer) {
        agree(peer, offer);
    }

    /** Speaks up to the go-ahead, and offers in other words. */
    void agree(TlsPeer peer, String otherOffer) {
        offer(peer, otherOffer);
        answer(peer, 1, goAhead);
    }

    /** Speaks up to a refusal. */
    void refuse(TlsPeer peer) {
        offer(peer, offer);
        answer(peer, 1, refusal);
    }

    /** Greets, and says what it can. */
    void offer(TlsPeer peer, String words) {
        greet(peer);
        if (hasOffer()) {
            answer(peer, 0, words);
        }
    }

    /** Greets, where the server speaks first. */
    void greet(TlsPeer peer) {
        send(peer, greeting);
    }

    private void answer(TlsPeer peer, int turn, String words) {
        String asked = peer.clear(text -> isWhole(turn, text), name() + "'s message " + (turn + 1) + " of the client");
        send(peer, words.replace("TAG", asked.split(" ", 2)[0]));
    }

    private static void send(TlsPeer peer, String text) {
        peer.send(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
