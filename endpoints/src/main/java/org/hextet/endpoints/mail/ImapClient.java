package org.hextet.endpoints.mail;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hextet.endpoints.starttls.LineDialogue;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Fail;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A client of IMAP until TLS. */
final class ImapClient extends LineDialogue {

    private enum State {
        GREETING("greeting", ""),
        CAPABILITY("answer to CAPABILITY", "a1"),
        STARTTLS("answer to STARTTLS", "a2");

        private final String text;
        private final String tag;

        State(String text, String tag) {
            this.text = text;
            this.tag = tag;
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
        List<String> words = Arrays.asList(text.strip().toUpperCase(Locale.ROOT).split(" +", -1));
        String first = words.get(0);
        String second = words.size() > 1 ? words.get(1) : "";
        if (first.equals("*")) {
            return untagged(second, words, text);
        }
        if (state == State.GREETING || !first.equals(state.tag.toUpperCase(Locale.ROOT))) {
            return fail("no reply of IMAP came as " + state.text + ", but " + quoted(text)
                    + "; does it speak IMAP on this port?");
        }
        if (!second.equals("OK")) {
            return fail(
                    "the server refuses " + (state == State.STARTTLS ? "STARTTLS: " : "CAPABILITY: ") + quoted(text));
        }
        if (state == State.STARTTLS) {
            return List.of(new Upgrade());
        }
        return offered
                ? next(State.STARTTLS)
                : fail(
                        "the server offers no STARTTLS, or somebody on the way has taken it out; there is no plain session"
                                + " in its place");
    }

    private List<StartTlsStep> untagged(String kind, List<String> words, String text) {
        if (kind.equals("BYE")) {
            return fail("the server closes the connection: " + quoted(text));
        }
        if (state == State.GREETING) {
            return switch (kind) {
                case "OK" -> next(State.CAPABILITY);
                case "PREAUTH" ->
                    fail("the server says that it knows who this is, and so allows no STARTTLS: " + quoted(text)
                            + "; somebody on the way may have put it there");
                default -> fail("no greeting of IMAP came, but " + quoted(text));
            };
        }
        if (state == State.CAPABILITY && kind.equals("CAPABILITY")) {
            offered = words.subList(2, words.size()).contains("STARTTLS");
        }
        return List.of();
    }

    private List<StartTlsStep> next(State waiting) {
        state = waiting;
        return List.of(Send.of(waiting.tag + " " + waiting.name() + "\r\n"));
    }

    private static List<StartTlsStep> fail(String why) {
        return List.of(new Fail(why));
    }
}
