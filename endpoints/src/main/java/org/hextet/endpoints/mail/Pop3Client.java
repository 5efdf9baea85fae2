package org.hextet.endpoints.mail;

import java.util.List;
import java.util.Locale;
import org.hextet.endpoints.starttls.LineDialogue;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Fail;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A client of POP3 until TLS. */
final class Pop3Client extends LineDialogue {

    private enum State {
        GREETING("greeting"),
        CAPA("answer to CAPA"),
        LIST("list of capabilities"),
        STLS("answer to STLS");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    private State state = State.GREETING;
    private boolean offered;

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
        if (state == State.LIST) {
            return listed(text);
        }
        String word = text.strip().toUpperCase(Locale.ROOT);
        if (word.equals("-ERR") || word.startsWith("-ERR ")) {
            return fail(switch (state) {
                        case GREETING -> "the server refuses the connection: ";
                        case CAPA, LIST -> "the server does not say what it can do, and so offers no STLS: ";
                        case STLS -> "the server refuses STLS: ";
                    }
                    + quoted(text));
        }
        if (!word.equals("+OK") && !word.startsWith("+OK ")) {
            return fail("no reply of POP3 came as " + state.text + ", but " + quoted(text)
                    + "; does it speak POP3 on this port?");
        }
        return switch (state) {
            case GREETING -> next(State.CAPA);
            case STLS -> List.of(new Upgrade());
            case CAPA, LIST -> {
                state = State.LIST;
                yield List.of();
            }
        };
    }

    private List<StartTlsStep> listed(String text) {
        if (!text.equals(".")) {
            offered |= text.strip().equalsIgnoreCase("STLS");
            return List.of();
        }
        return offered
                ? next(State.STLS)
                : fail(
                        "the server offers no STLS, or somebody on the way has taken it out; there is no plain session in"
                                + " its place");
    }

    private List<StartTlsStep> next(State waiting) {
        state = waiting;
        return List.of(Send.of(waiting.name() + "\r\n"));
    }

    private static List<StartTlsStep> fail(String why) {
        return List.of(new Fail(why));
    }
}
