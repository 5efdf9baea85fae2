package org.hextet.endpoints.mail;

import java.util.List;
import java.util.Locale;
import org.hextet.endpoints.starttls.LineDialogue;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Close;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A server of IMAP until TLS, which insists on it. */
final class ImapServer extends LineDialogue {

    private static final String CAPABILITIES = "CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED";

    /** RFC 9051, section 9: what a tag may be made of, as far as it matters. */
    private static final String TAG = "[!#$&',-./0-9:;<=>?@A-Z\\[\\]^_`a-z|}~]{1,64}";

    @Override
    public List<StartTlsStep> begin() {
        return say("* OK [" + CAPABILITIES + "] ready");
    }

    @Override
    public String pending() {
        return "STARTTLS of the client";
    }

    @Override
    protected List<StartTlsStep> line(String text) {
        int space = text.indexOf(' ');
        String tag = space < 0 ? "" : text.substring(0, space);
        String command = text.substring(space + 1).strip().toUpperCase(Locale.ROOT);
        if (!tag.matches(TAG) || command.isEmpty()) {
            return say("* BAD need a tag and a command");
        }
        return switch (command) {
            case "CAPABILITY" -> say("* " + CAPABILITIES, tag + " OK done");
            case "NOOP" -> say(tag + " OK done");
            case "LOGOUT" -> List.of(Send.of("* BYE closing\r\n" + tag + " OK done\r\n"), new Close());
            case "STARTTLS" -> List.of(Send.of(tag + " OK begin TLS negotiation now\r\n"), new Upgrade());
            default -> say(tag + " NO [PRIVACYREQUIRED] must issue STARTTLS first");
        };
    }

    private static List<StartTlsStep> say(String... lines) {
        return List.of(Send.of(String.join("\r\n", lines) + "\r\n"));
    }
}
