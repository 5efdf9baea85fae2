package org.hextet.endpoints.starttls;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of dialogues: what the peer sends, and what this side does. Each is fed byte by byte, and in one piece. */
final class StartTlsDialogueTest {

    private static final String STREAM = "http://etherx.jabber.org/streams";
    private static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";
    private static final String OPEN =
            "<?xml version='1.0'?><stream:stream from=\"mail.test\" id='1' xmlns='jabber:client'" + " xmlns:stream='"
                    + STREAM + "' version='1.0'>";
    private static final String OFFER = "<stream:features><starttls xmlns='" + TLS + "'/></stream:features>";
    private static final String XMPP_HELLO =
            "<?xml version='1.0'?><stream:stream to='mail.test' version='1.0' xmlns='jabber:client' xmlns:stream='"
                    + STREAM + "'>";
    private static final String XMPP_ASK = "<starttls xmlns='" + TLS + "'/>";
    private static final String XMPP_CONSENT = "<proceed xmlns='" + TLS + "'/>";
    private static final String XMPP_ANSWER =
            "<?xml version='1.0'?><stream:stream from='mail.test' id='ID' version='1.0' xmlns='jabber:client'"
                    + " xmlns:stream='" + STREAM + "'><stream:features><starttls xmlns='" + TLS
                    + "'><required/></starttls></stream:features>";

    private static final String EHLO = "send EHLO [IPv6:2001:db8::9]";
    private static final String SSL_REQUEST = "\0\0\0\u0008\u0004\u00d2\u0016/";

    /**
     * What one side does.
     *
     * @param who {@code smtp client}
     * @param peer what comes, as ISO 8859-1
     * @param steps what is done, and in the end how many bytes were left; a fail by the beginning of its words
     */
    private record Dialogue(String who, String peer, List<String> steps) {}

    private static Dialogue dialogue(String who, String peer, String... steps) {
        return new Dialogue(who, peer, List.of(steps));
    }

    static Stream<Dialogue> dialogues() {
        return Stream.of(
                // ---- SMTP
                dialogue(
                        "smtp client",
                        "220 mail.test ESMTP\r\n250-mail.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n220 go\r\n",
                        EHLO,
                        "send STARTTLS",
                        "upgrade, 0 left"),
                dialogue(
                        "smtp client",
                        "220-mail.test\n220-says hello\n220 ESMTP\n250-mail.test\n250-starttls\n250 HELP\n220-now\n220 go\n",
                        EHLO,
                        "send STARTTLS",
                        "upgrade, 0 left"),
                dialogue(
                        "smtp client",
                        "220 a\r\n250-a\r\n250 STARTTLS\r\n220 go\r\nRSET\r\n",
                        EHLO,
                        "send STARTTLS",
                        "upgrade, 6 left"),
                dialogue(
                        "smtp client",
                        "220 a\r\n250-a\r\n250-XSTARTTLS\r\n250 SIZE\r\n",
                        EHLO,
                        "fail the server offers no"),
                dialogue("smtp client", "220 a\r\n250 STARTTLS\r\n", EHLO, "fail the server offers no STARTTLS"),
                dialogue(
                        "smtp client",
                        "220 a\r\n502 what?\r\n",
                        EHLO,
                        "fail the server refuses EHLO, and so offers no" + " STARTTLS: \"502 what?\""),
                dialogue("smtp client", "554 go away\r\n", "fail the server refuses the connection: \"554 go away\""),
                dialogue(
                        "smtp client",
                        "220 a\r\n250-a\r\n250 STARTTLS\r\n454 TLS not available\r\n",
                        EHLO,
                        "send STARTTLS",
                        "fail the server refuses STARTTLS: \"454 TLS not available\""),
                dialogue("smtp client", "* OK IMAP\r\n", "fail no reply of SMTP came as greeting, but \"* OK IMAP\""),
                dialogue("smtp client", "220-a\r\n250 b\r\n", "fail no reply of SMTP came as greeting, but \"250 b\""),
                dialogue(
                        "smtp client",
                        "220 a\u0007\r\n\u001b[2J\r\n",
                        EHLO,
                        "fail no reply of SMTP came as answer to EHLO," + " but \"?[2J\""),
                dialogue("smtp client", "x".repeat(9000), "fail a line of more than 8192 bytes"),
                dialogue(
                        "smtp server",
                        "HELO x\r\nehlo x\r\nMAIL FROM:<a@b>\r\nNOOP\r\nSTARTTLS now\r\nstarttls\r\n",
                        "send 220 [IPv6:2001:db8::9] ESMTP",
                        "send 250 [IPv6:2001:db8::9]",
                        "send 250-[IPv6:2001:db8::9]|250 STARTTLS",
                        "send 530 Must issue a STARTTLS command first",
                        "send 250 OK",
                        "send 501 Syntax error (no parameters allowed)",
                        "send 220 Ready to start TLS",
                        "upgrade, 0 left"),
                dialogue(
                        "smtp server",
                        "STARTTLS\r\nMAIL FROM:<a@b>\r\n",
                        "send 220 [IPv6:2001:db8::9] ESMTP",
                        "send 220 Ready to start TLS",
                        "upgrade, 17 left"),
                dialogue(
                        "smtp server",
                        "QUIT\r\n",
                        "send 220 [IPv6:2001:db8::9] ESMTP",
                        "send 221 [IPv6:2001:db8::9] closing",
                        "close"),
                // ---- IMAP
                dialogue(
                        "imap client",
                        "* OK [CAPABILITY IMAP4rev1] hello\r\n* CAPABILITY IMAP4rev1 starttls LOGINDISABLED\r\n* 1 EXISTS\r\n"
                                + "A1 ok done\r\na2 OK begin\r\n",
                        "send a1 CAPABILITY",
                        "send a2 STARTTLS",
                        "upgrade, 0 left"),
                dialogue(
                        "imap client",
                        "* OK\r\n* CAPABILITY STARTTLS\r\na1 OK\r\na2 OK\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
                        "send a1 CAPABILITY",
                        "send a2 STARTTLS",
                        "upgrade, 35 left"),
                dialogue(
                        "imap client",
                        "* OK [CAPABILITY STARTTLS]\r\n* CAPABILITY IMAP4rev1\r\na1 OK\r\n",
                        "send a1 CAPABILITY",
                        "fail the server offers no STARTTLS"),
                dialogue("imap client", "* PREAUTH you are root\r\n", "fail the server says that it knows who this is"),
                dialogue("imap client", "* BYE full\r\n", "fail the server closes the connection: \"* BYE full\""),
                dialogue(
                        "imap client",
                        "* OK\r\n* CAPABILITY STARTTLS\r\na1 OK\r\na2 NO not now\r\n",
                        "send a1 CAPABILITY",
                        "send a2 STARTTLS",
                        "fail the server refuses STARTTLS: \"a2 NO not now\""),
                dialogue(
                        "imap client",
                        "* OK\r\na1 BAD what?\r\n",
                        "send a1 CAPABILITY",
                        "fail the server refuses CAPABILITY"),
                dialogue("imap client", "* OK\r\na2 OK\r\n", "send a1 CAPABILITY", "fail no reply of IMAP came"),
                dialogue("imap client", "220 mail.test\r\n", "fail no reply of IMAP came as greeting"),
                dialogue(
                        "imap server",
                        "x capability\r\ny LOGIN a b\r\nnonsense\r\nz starttls\r\nw LOGIN",
                        "send * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready",
                        "send * CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED|x OK done",
                        "send y NO [PRIVACYREQUIRED] must issue STARTTLS first",
                        "send * BAD need a tag and a command",
                        "send z OK begin TLS negotiation now",
                        "upgrade, 7 left"),
                dialogue(
                        "imap server",
                        "1 NOOP\r\n2 LOGOUT\r\n",
                        "send * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready",
                        "send 1 OK done",
                        "send * BYE closing|2 OK done",
                        "close"),
                // ---- POP3
                dialogue(
                        "pop3 client",
                        "+OK hello\r\n+ok list\r\nUSER\r\nstls\r\n.\r\n+OK begin\r\n",
                        "send CAPA",
                        "send STLS",
                        "upgrade, 0 left"),
                dialogue(
                        "pop3 client",
                        "+OK\r\n+OK\r\nSTLS\r\n.\r\n+OK\r\n+OK\r\n",
                        "send CAPA",
                        "send STLS",
                        "upgrade, 5 left"),
                dialogue("pop3 client", "+OK\r\n+OK\r\nUSER\r\n.\r\n", "send CAPA", "fail the server offers no STLS"),
                dialogue(
                        "pop3 client",
                        "+OK\r\n-ERR what?\r\n",
                        "send CAPA",
                        "fail the server does not say what it can do"),
                dialogue("pop3 client", "-ERR full\r\n", "fail the server refuses the connection: \"-ERR full\""),
                dialogue(
                        "pop3 client",
                        "+OK\r\n+OK\r\nSTLS\r\n.\r\n-ERR no\r\n",
                        "send CAPA",
                        "send STLS",
                        "fail the server refuses STLS: \"-ERR no\""),
                dialogue("pop3 client", "+OKAY\r\n", "fail no reply of POP3 came as greeting"),
                dialogue(
                        "pop3 server",
                        "capa\r\nUSER a\r\nSTLS\r\nUSER",
                        "send +OK ready",
                        "send +OK what this server can do|STLS|.",
                        "send -ERR must issue STLS first",
                        "send +OK begin TLS negotiation",
                        "upgrade, 4 left"),
                dialogue("pop3 server", "QUIT\r\n", "send +OK ready", "send +OK closing", "close"),
                // ---- XMPP
                dialogue(
                        "xmpp client",
                        OPEN + OFFER + XMPP_CONSENT,
                        "send " + XMPP_HELLO,
                        "send " + XMPP_ASK,
                        "upgrade, 0 left"),
                dialogue(
                        "xmpp client",
                        "<s:stream xmlns:s='" + STREAM + "' version='1.0'>\r\n <s:features>\n<t:starttls xmlns:t=\""
                                + TLS
                                + "\" ><t:required/></t:starttls><other xmlns='x'>text</other></s:features >"
                                + " <proceed xmlns='" + TLS + "'></proceed>",
                        "send " + XMPP_HELLO,
                        "send " + XMPP_ASK,
                        "upgrade, 0 left"),
                dialogue(
                        "xmpp client",
                        OPEN + OFFER + XMPP_CONSENT + "<stream:features/>",
                        "send " + XMPP_HELLO,
                        "send " + XMPP_ASK,
                        "upgrade, 18 left"),
                dialogue(
                        "xmpp client",
                        OPEN + "<stream:features><mechanisms xmlns='x'><starttls/></mechanisms></stream:features>",
                        "send " + XMPP_HELLO,
                        "fail the server offers no starttls"),
                dialogue(
                        "xmpp client",
                        OPEN + "<stream:features><starttls xmlns='other'/></stream:features>",
                        "send " + XMPP_HELLO,
                        "fail the server offers no starttls"),
                dialogue(
                        "xmpp client",
                        OPEN + OFFER + "<failure xmlns='" + TLS + "'/></stream:stream>",
                        "send " + XMPP_HELLO,
                        "send " + XMPP_ASK,
                        "fail the server refuses starttls: failure"),
                dialogue(
                        "xmpp client",
                        OPEN + "<stream:error><host-unknown xmlns='x'/></stream:error>",
                        "send " + XMPP_HELLO,
                        "fail the server ends the stream: host-unknown"),
                dialogue(
                        "xmpp client",
                        OPEN + "</stream:stream>",
                        "send " + XMPP_HELLO,
                        "fail the server closes the stream"),
                dialogue(
                        "xmpp client",
                        OPEN + XMPP_CONSENT,
                        "send " + XMPP_HELLO,
                        "fail no features of the stream came"),
                dialogue(
                        "xmpp client",
                        "220 mail.test\r\n",
                        "send " + XMPP_HELLO,
                        "fail no XML of XMPP came as stream of"),
                dialogue(
                        "xmpp client",
                        OPEN + "<!-- " + OFFER + " -->",
                        "send " + XMPP_HELLO,
                        "fail no XML of XMPP came as features of the stream: not a tag that is allowed"),
                dialogue("xmpp client", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "send " + XMPP_HELLO, "fail no XML of XMPP"),
                dialogue(
                        "xmpp client",
                        "<a b='" + "&#65;".repeat(3) + "'>",
                        "send " + XMPP_HELLO,
                        "fail no XML of XMPP"),
                dialogue("xmpp client", OPEN + "<x:y>", "send " + XMPP_HELLO, "fail no XML of XMPP"),
                dialogue(
                        "xmpp client",
                        OPEN + "<stream:features></stream:other>",
                        "send " + XMPP_HELLO,
                        "fail no XML of"),
                dialogue("xmpp client", "<" + "x".repeat(9000), "send " + XMPP_HELLO, "fail no XML of XMPP came"),
                dialogue("xmpp client", "<a>".repeat(20), "send " + XMPP_HELLO, "fail no stream of the server came"),
                dialogue(
                        "xmpp client", OPEN + "<a>".repeat(20), "send " + XMPP_HELLO, "fail no features of the stream"),
                dialogue(
                        "xmpp server",
                        XMPP_HELLO + XMPP_ASK + "<iq/>",
                        "send " + XMPP_ANSWER,
                        "send " + XMPP_CONSENT,
                        "upgrade, 5 left"),
                dialogue(
                        "xmpp server",
                        XMPP_HELLO + "<auth xmlns='x'>AGE=</auth>",
                        "send " + XMPP_ANSWER,
                        "send <stream:error><policy-violation",
                        "close"),
                dialogue(
                        "xmpp server",
                        XMPP_HELLO + "</stream:stream>",
                        "send " + XMPP_ANSWER,
                        "send </stream:stream>",
                        "close"),
                dialogue("xmpp server", "GET / HTTP/1.1\r\n", "fail no XML of XMPP came as starttls of the client"),
                // ---- PostgreSQL
                dialogue("postgres client", "S", "send " + SSL_REQUEST, "upgrade, 0 left"),
                dialogue("postgres client", "SE", "send " + SSL_REQUEST, "upgrade, 1 left"),
                dialogue("postgres client", "N", "send " + SSL_REQUEST, "fail the server refuses SSLRequest: \"N\""),
                dialogue(
                        "postgres client",
                        "E",
                        "send " + SSL_REQUEST,
                        "fail the server answers SSLRequest with an error"),
                dialogue("postgres client", "2", "send " + SSL_REQUEST, "fail no answer of PostgreSQL"),
                dialogue("postgres server", SSL_REQUEST + "\0\0", "send S", "upgrade, 2 left"),
                dialogue(
                        "postgres server",
                        "\0\0\0\u0008\u0004\u00d2\u00160" + SSL_REQUEST,
                        "send N",
                        "send S",
                        "upgrade, 0 left"),
                dialogue("postgres server", "\0\0\0)\0\u0003\0\0user\0", "send E", "close"),
                dialogue("postgres server", "\0\0\0\u0010\u0004\u00d2\u0016.", "close"),
                dialogue("postgres server", "GET / HT", "fail no request of PostgreSQL came"));
    }

    @ParameterizedTest
    @MethodSource("dialogues")
    void each_goes_as_the_table_says(Dialogue dialogue) {
        assertSteps(dialogue, 1);
        assertSteps(dialogue, Integer.MAX_VALUE);
    }

    private static void assertSteps(Dialogue dialogue, int piece) {
        List<String> done = done(dialogue.who, dialogue.peer.getBytes(StandardCharsets.ISO_8859_1), piece);
        assertEquals(dialogue.steps.size(), done.size(), () -> dialogue.who + ": " + done);
        for (int i = 0; i < done.size(); i++) {
            String expected = dialogue.steps.get(i);
            boolean isBeginning =
                    List.of("fail ", "send E", "send <stream:error").stream().anyMatch(expected::startsWith);
            boolean fits =
                    isBeginning ? done.get(i).startsWith(expected) : done.get(i).equals(expected);
            assertTrue(fits, dialogue.who + ": expected " + expected + ", was " + done.get(i) + " in " + done);
        }
    }

    private static List<String> done(String who, byte[] peer, int piece) {
        StartTlsEnds ends = new StartTlsEnds(
                new InetSocketAddress(AddressText.parse("2001:db8::9").toInetAddress(), 40000),
                new InetSocketAddress(AddressText.parse("2001:db8::1").toInetAddress(), 25),
                who.endsWith("client") ? Optional.of("mail.test.") : Optional.empty());
        StartTlsProtocol protocol = StartTlsProtocols.of(who.substring(0, who.indexOf(' ')));
        StartTlsDialogue dialogue = who.endsWith("client") ? protocol.client(ends) : protocol.server(ends);
        List<String> done = new ArrayList<>();
        boolean over = add(done, dialogue.begin(), 0);
        int at = 0;
        while (at < peer.length && !over) {
            int end = (int) Math.min(peer.length, (long) at + piece);
            ByteBuffer lent = ByteBuffer.wrap(Arrays.copyOfRange(peer, at, end)).asReadOnlyBuffer();
            List<StartTlsStep> steps = dialogue.received(lent);
            at = end - lent.remaining();
            over = add(done, steps, peer.length - at);
            assertTrue(over || !lent.hasRemaining(), () -> who + " left bytes, and goes on: " + done);
        }
        return done;
    }

    private static boolean add(List<String> done, List<StartTlsStep> steps, int left) {
        boolean over = false;
        for (StartTlsStep step : steps) {
            if (step instanceof StartTlsStep.Send send) {
                String text = StandardCharsets.ISO_8859_1
                        .decode(send.bytes().duplicate())
                        .toString();
                String line = text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
                done.add("send " + line.replace("\r\n", "|").replaceAll("id='[0-9a-f-]{36}'", "id='ID'"));
            } else if (step instanceof StartTlsStep.Upgrade) {
                done.add("upgrade, " + left + " left");
                over = true;
            } else if (step instanceof StartTlsStep.Fail fail) {
                done.add("fail " + fail.why());
                over = true;
            } else {
                done.add("close");
                over = true;
            }
        }
        return over;
    }

    @Test
    void a_client_and_a_server_of_the_house_agree() {
        for (String name : List.of("smtp", "imap", "pop3", "xmpp", "postgres")) {
            StartTlsEnds ends = new StartTlsEnds(
                    new InetSocketAddress(AddressText.parse("192.0.2.9").toInetAddress(), 1),
                    new InetSocketAddress(AddressText.parse("192.0.2.1").toInetAddress(), 2),
                    Optional.empty());
            StartTlsDialogue client = StartTlsProtocols.of(name).client(ends);
            StartTlsDialogue server = StartTlsProtocols.of(name).server(ends);

            List<StartTlsStep> ofClient = new ArrayList<>(client.begin());
            List<StartTlsStep> ofServer = new ArrayList<>(server.begin());
            List<StartTlsStep> clientSaid = ofClient;
            List<StartTlsStep> serverSaid = ofServer;
            for (int turn = 0; turn < 10; turn++) {
                List<StartTlsStep> answer = answered(server, clientSaid);
                clientSaid = answered(client, serverSaid);
                serverSaid = answer;
                ofClient.addAll(clientSaid);
                ofServer.addAll(serverSaid);
            }

            assertEquals(
                    1,
                    ofClient.stream()
                            .filter(StartTlsStep.Upgrade.class::isInstance)
                            .count(),
                    name + ofClient);
            assertEquals(
                    1,
                    ofServer.stream()
                            .filter(StartTlsStep.Upgrade.class::isInstance)
                            .count(),
                    name + ofServer);
        }
    }

    private static List<StartTlsStep> answered(StartTlsDialogue dialogue, List<StartTlsStep> said) {
        List<StartTlsStep> answers = new ArrayList<>();
        for (StartTlsStep step : said) {
            if (step instanceof StartTlsStep.Send send) {
                answers.addAll(dialogue.received(send.bytes().duplicate()));
            }
        }
        return answers;
    }

    @Test
    void a_name_that_nobody_has_is_answered_with_those_that_there_are() {
        var unknown = assertThrows(IllegalArgumentException.class, () -> StartTlsProtocols.of("ftp"));
        assertTrue(words(unknown).contains("imap, pop3, postgres, smtp, xmpp"), words(unknown));
    }
}
