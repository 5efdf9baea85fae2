package org.hextet.endpoints.starttls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hextet.endpoints.starttls.StartTlsStep.Close;
import org.hextet.endpoints.starttls.StartTlsStep.Fail;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A dialogue of lines. They end with LF or CR LF. */
public abstract class LineDialogue implements StartTlsDialogue {

    /** The longest line, without its end: more than any of these protocols allows before TLS. */
    private static final int LONGEST = 8192;

    /** So much of a peer's words stands in a message. */
    private static final int QUOTED = 200;

    private byte[] line = new byte[128];
    private int length;

    /** For subclasses. */
    protected LineDialogue() {}

    /**
     * A line came.
     *
     * @param text without its end, read as UTF-8
     * @return what to do, in order
     */
    protected abstract List<StartTlsStep> line(String text);

    @Override
    public List<StartTlsStep> received(ByteBuffer bytes) {
        List<StartTlsStep> steps = new ArrayList<>();
        boolean over = false;
        while (bytes.hasRemaining() && !over) {
            byte next = bytes.get();
            if (next == '\n') {
                List<StartTlsStep> said = line(taken());
                steps.addAll(said);
                over = said.stream().anyMatch(LineDialogue::isLast);
            } else if (length == LONGEST) {
                steps.add(new Fail("a line of more than " + LONGEST + " bytes came: " + quoted(taken())));
                over = true;
            } else {
                keep(next);
            }
        }
        return steps;
    }

    private static boolean isLast(StartTlsStep step) {
        return step instanceof Upgrade || step instanceof Fail || step instanceof Close;
    }

    private void keep(byte next) {
        if (length == line.length) {
            byte[] longer = new byte[2 * length];
            System.arraycopy(line, 0, longer, 0, length);
            line = longer;
        }
        line[length] = next;
        length++;
    }

    private String taken() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        length = 0;
        return new String(line, 0, end, StandardCharsets.UTF_8);
    }

    /**
     * Words of the peer, for a message.
     *
     * @param words as they came
     * @return in quotes, without control characters, and cut if they are long
     */
    protected static String quoted(String words) {
        String shown = words.length() > QUOTED ? words.substring(0, QUOTED) + "..." : words;
        return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
