package org.hextet.endpoints.mail;

import java.util.List;
import java.util.Locale;
import org.hextet.endpoints.starttls.LineDialogue;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Close;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A server of POP3 until TLS, which insists on it. */
final class Pop3Server extends LineDialogue {

    @Override
    public List<StartTlsStep> begin() {
        return List.of(Send.of("+OK ready\r\n"));
    }

    @Override
    public String pending() {
        return "STLS of the client";
    }

    @Override
    protected List<StartTlsStep> line(String text) {
        return switch (text.strip().toUpperCase(Locale.ROOT)) {
            case "CAPA" -> List.of(Send.of("+OK what this server can do\r\nSTLS\r\n.\r\n"));
            case "QUIT" -> List.of(Send.of("+OK closing\r\n"), new Close());
            case "STLS" -> List.of(Send.of("+OK begin TLS negotiation\r\n"), new Upgrade());
            default -> List.of(Send.of("-ERR must issue STLS first\r\n"));
        };
    }
}
