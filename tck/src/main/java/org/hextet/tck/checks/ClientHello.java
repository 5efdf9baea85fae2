package org.hextet.tck.checks;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client of TLS says first, read by hand: no library in between that could mend it.
 *
 * @param serverNames the host names in the extension server_name (RFC 6066, section 3); empty if it is not there
 */
record ClientHello(List<String> serverNames) {

    private static final int HANDSHAKE_RECORD = 22;
    private static final int RECORD_HEADER = 5;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;

    /**
     * Reads it.
     *
     * @param stream all that the client has sent so far
     * @return empty if it is not whole yet
     * @throws IllegalArgumentException if it is something else
     */
    static Optional<ClientHello> of(byte[] stream) {
        ByteBuffer message = message(ByteBuffer.wrap(stream));
        try {
            int type = message.get();
            if (type != CLIENT_HELLO) {
                throw new IllegalArgumentException("a message of type " + type + " came, expected a ClientHello");
            }
            ByteBuffer body = take(message, unsigned24(message));
            skip(body, 2 + 32); // version, random
            skip(body, body.get() & 0xff); // session
            skip(body, body.getShort() & 0xffff); // cipher suites
            skip(body, body.get() & 0xff); // compression
            return Optional.of(new ClientHello(body.hasRemaining() ? serverNames(body) : List.of()));
        } catch (BufferUnderflowException notWhole) {
            return Optional.empty();
        }
    }

    /** The payload of all records, the last of which may be cut off. */
    private static ByteBuffer message(ByteBuffer stream) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (stream.remaining() >= RECORD_HEADER) {
            int type = stream.get();
            if (type != HANDSHAKE_RECORD) {
                throw new IllegalArgumentException("a record of type " + type + " came, expected a handshake");
            }
            stream.getShort();
            int length = Math.min(stream.getShort() & 0xffff, stream.remaining());
            byte[] payload = new byte[length];
            stream.get(payload);
            message.writeBytes(payload);
        }
        return ByteBuffer.wrap(message.toByteArray());
    }

    private static List<String> serverNames(ByteBuffer body) {
        List<String> names = new ArrayList<>();
        ByteBuffer extensions = take(body, body.getShort() & 0xffff);
        while (extensions.hasRemaining()) {
            int type = extensions.getShort() & 0xffff;
            ByteBuffer content = take(extensions, extensions.getShort() & 0xffff);
            if (type == SERVER_NAME) {
                ByteBuffer list = take(content, content.getShort() & 0xffff);
                while (list.hasRemaining()) {
                    int kind = list.get();
                    byte[] name = new byte[list.getShort() & 0xffff];
                    list.get(name);
                    if (kind == HOST_NAME) {
                        names.add(new String(name, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return names;
    }

    private static int unsigned24(ByteBuffer from) {
        return ((from.get() & 0xff) << 16) | (from.getShort() & 0xffff);
    }

    private static ByteBuffer take(ByteBuffer from, int length) {
        if (from.remaining() < length) {
            throw new BufferUnderflowException();
        }
        ByteBuffer taken = from.slice(from.position(), length);
        from.position(from.position() + length);
        return taken;
    }

    private static void skip(ByteBuffer from, int length) {
        take(from, length);
    }
}
