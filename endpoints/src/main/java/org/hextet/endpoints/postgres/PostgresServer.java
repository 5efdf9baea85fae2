package org.hextet.endpoints.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hextet.endpoints.starttls.StartTlsDialogue;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Close;
import org.hextet.endpoints.starttls.StartTlsStep.Fail;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A server of PostgreSQL until TLS, which insists on it. */
final class PostgresServer implements StartTlsDialogue {

    /** MAX_STARTUP_PACKET_LENGTH of PostgreSQL. */
    private static final int LONGEST = 10_000;

    private static final byte[] REFUSAL = {'N'};
    private static final byte[] CONSENT = {'S'};

    private final ByteBuffer request = ByteBuffer.allocate(Requests.LENGTH);

    @Override
    public List<StartTlsStep> begin() {
        return List.of();
    }

    @Override
    public String pending() {
        return "SSLRequest of the client";
    }

    @Override
    public List<StartTlsStep> received(ByteBuffer bytes) {
        List<StartTlsStep> steps = new ArrayList<>();
        while (bytes.hasRemaining()) {
            request.put(bytes.get());
            if (!request.hasRemaining()) {
                request.flip();
                int length = request.getInt();
                int code = request.getInt();
                request.clear();
                if (Requests.GSS.isCode(code) && length == Requests.LENGTH) {
                    // The client may ask for TLS then.
                    steps.add(new Send(ByteBuffer.wrap(REFUSAL)));
                } else {
                    steps.addAll(asked(length, code));
                    return steps;
                }
            }
        }
        return steps;
    }

    private static List<StartTlsStep> asked(int length, int code) {
        if (Requests.TLS.isCode(code) && length == Requests.LENGTH) {
            return List.of(new Send(ByteBuffer.wrap(CONSENT)), new Upgrade());
        }
        if (Requests.CANCEL.isCode(code)) {
            return List.of(new Close());
        }
        if (length < Requests.LENGTH || length > LONGEST) {
            return List.of(new Fail("no request of PostgreSQL came: a length of " + length + " bytes; does the client"
                    + " speak PostgreSQL?"));
        }
        return List.of(
                new Send(error("this server accepts connections with TLS only; use sslmode=require")), new Close());
    }

    /** An ErrorResponse. */
    private static ByteBuffer error(String words) {
        byte[] fields = ("SFATAL\0VFATAL\0C28000\0M" + words + "\0\0").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + fields.length)
                .put((byte) 'E')
                .putInt(4 + fields.length)
                .put(fields)
                .flip();
    }
}
