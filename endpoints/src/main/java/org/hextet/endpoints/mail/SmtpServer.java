package org.hextet.endpoints.mail;

import java.util.List;
import java.util.Locale;
import org.hextet.endpoints.starttls.LineDialogue;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Close;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A server of SMTP until TLS, which insists on it. */
final class SmtpServer extends LineDialogue {

    private final String own;

    SmtpServer(String own) {
        this.own = own;
    }

    @Override
    public List<StartTlsStep> begin() {
        return say("220 " + own + " ESMTP");
    }

    @Override
    public String pending() {
        return "STARTTLS of the client";
    }

    @Override
    protected List<StartTlsStep> line(String text) {
        String command = text.strip();
        int space = command.indexOf(' ');
        String verb = (space < 0 ? command : command.substring(0, space)).toUpperCase(Locale.ROOT);
        return switch (verb) {
            case "EHLO" -> say("250-" + own, "250 STARTTLS");
            case "HELO" -> say("250 " + own);
            case "NOOP" -> say("250 OK");
            case "QUIT" -> List.of(Send.of("221 " + own + " closing\r\n"), new Close());
            case "STARTTLS" ->
                space < 0
                        ? List.of(Send.of("220 Ready to start TLS\r\n"), new Upgrade())
                        : say("501 Syntax error (no parameters allowed)");
            default -> say("530 Must issue a STARTTLS command first");
        };
    }

    private static List<StartTlsStep> say(String... lines) {
        return List.of(Send.of(String.join("\r\n", lines) + "\r\n"));
    }
}
