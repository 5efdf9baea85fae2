package org.hextet.tls.stream;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** The five bytes before each record: type, version, length (RFC 8446, section 5.1). */
final class RecordHeader {

    static final int LENGTH = 5;

    private static final int FIRST_TYPE = 20;
    private static final int LAST_TYPE = 24;
    private static final int MAJOR_VERSION = 3;
    private static final int ALERT = 21;

    /** So much of what is no TLS stands in a message. */
    private static final int SHOWN = 40;

    private RecordHeader() {}

    /**
     * How long the record is that begins at the position.
     *
     * @return in bytes, header included; negative if the header is not whole yet
     * @throws NotTlsException if it is none
     * @throws SSLException if it is longer than a record may be
     */
    static int wholeLength(ByteBuffer from) throws SSLException {
        int at = from.position();
        int there = from.remaining();
        if ((there > 0 && !isType(from.get(at) & 0xff)) || (there > 1 && from.get(at + 1) != MAJOR_VERSION)) {
            throw new NotTlsException("no TLS came but " + shown(from));
        }
        if (there < LENGTH) {
            return -1;
        }
        int payload = ((from.get(at + 3) & 0xff) << 8) | (from.get(at + 4) & 0xff);
        if (LENGTH + payload > LoopBuffers.RECORD) {
            throw new RecordOverflowException(payload, LoopBuffers.RECORD - LENGTH);
        }
        return LENGTH + payload;
    }

    /** Whether the record at the position is an alert; TLS 1.3 shows that before the handshake is over alone. */
    static boolean isAlert(ByteBuffer from) {
        return from.get(from.position()) == ALERT;
    }

    private static boolean isType(int type) {
        return type >= FIRST_TYPE && type <= LAST_TYPE;
    }

    private static String shown(ByteBuffer from) {
        StringBuilder text = new StringBuilder();
        boolean isText = true;
        int end = Math.min(from.limit(), from.position() + SHOWN);
        for (int i = from.position(); i < end; i++) {
            int character = from.get(i) & 0xff;
            if (character == '\r' || character == '\n') {
                break;
            }
            isText &= character >= ' ' && character < 0x7f;
            text.append((char) character);
        }
        if (isText && text.length() > 0) {
            return "plain text: \"" + text + "\"";
        }
        StringBuilder hex = new StringBuilder("bytes");
        for (int i = from.position(); i < Math.min(end, from.position() + 8); i++) {
            hex.append(String.format(" %02x", from.get(i)));
        }
        return hex.toString();
    }
}
