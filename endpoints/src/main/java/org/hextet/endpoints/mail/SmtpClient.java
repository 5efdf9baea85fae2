package org.hextet.endpoints.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hextet.endpoints.starttls.LineDialogue;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Fail;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A client of SMTP until TLS. */
final class SmtpClient extends LineDialogue {

    /** RFC 5321, section 4.2: a reply ends with the line that has no hyphen behind the code. */
    private static final Pattern REPLY = Pattern.compile("([2-5][0-9][0-9])(?:([- ])(.*))?");

    private enum State {
        GREETING("greeting"),
        EHLO("answer to EHLO"),
        STARTTLS("answer to STARTTLS");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    private final String own;
    private final List<String> keywords = new ArrayList<>();
    private State state = State.GREETING;
    private String code = "";

    SmtpClient(String own) {
        this.own = own;
    }

    @Override
    public List<StartTlsStep> begin() {
        return List.of();
    }

    @Override
    public String pending() {
        return state.text;
    }

    @Override
    protected List<StartTlsStep> line(String text) {
        Matcher reply = REPLY.matcher(text);
        if (!reply.matches() || !(code.isEmpty() || code.equals(reply.group(1)))) {
            return List.of(new Fail("no reply of SMTP came as " + state.text + ", but " + quoted(text)
                    + "; does it speak SMTP on this port?"));
        }
        boolean isFirst = code.isEmpty();
        code = reply.group(1);
        if (!isFirst && state == State.EHLO) {
            // The first line is the server's name.
            keywords.add(String.valueOf(reply.group(3)).strip().toUpperCase(Locale.ROOT));
        }
        if ("-".equals(reply.group(2))) {
            return List.of();
        }
        String said = code;
        code = "";
        return replied(said, text);
    }

    private List<StartTlsStep> replied(String said, String text) {
        return switch (state) {
            case GREETING ->
                said.equals("220")
                        ? next(State.EHLO, "EHLO " + own + "\r\n")
                        : fail("the server refuses the connection: " + quoted(text));
            case EHLO -> {
                if (!said.equals("250")) {
                    yield fail("the server refuses EHLO, and so offers no STARTTLS: " + quoted(text));
                }
                yield keywords.contains("STARTTLS")
                        ? next(State.STARTTLS, "STARTTLS\r\n")
                        : fail(
                                "the server offers no STARTTLS, or somebody on the way has taken it out; there is no plain"
                                        + " session in its place");
            }
            case STARTTLS ->
                said.equals("220") ? List.of(new Upgrade()) : fail("the server refuses STARTTLS: " + quoted(text));
        };
    }

    private List<StartTlsStep> next(State waiting, String command) {
        state = waiting;
        return List.of(Send.of(command));
    }

    private static List<StartTlsStep> fail(String why) {
        return List.of(new Fail(why));
    }
}
