package org.hextet.endpoints.postgres;

import java.nio.ByteBuffer;
import java.util.List;
import org.hextet.endpoints.starttls.StartTlsDialogue;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.hextet.endpoints.starttls.StartTlsStep.Fail;
import org.hextet.endpoints.starttls.StartTlsStep.Send;
import org.hextet.endpoints.starttls.StartTlsStep.Upgrade;

/** A client of PostgreSQL until TLS: one question, one byte. */
final class PostgresClient implements StartTlsDialogue {

    @Override
    public List<StartTlsStep> begin() {
        return List.of(new Send(Requests.TLS.message()));
    }

    @Override
    public String pending() {
        return "answer to SSLRequest";
    }

    @Override
    public List<StartTlsStep> received(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return List.of();
        }
        int answer = bytes.get();
        return List.of(
                switch (answer) {
                    case 'S' -> new Upgrade();
                    case 'N' ->
                        new Fail("the server refuses SSLRequest: \"N\"; its ssl is off, or somebody on the way has"
                                + " changed the answer; there is no plain session in its place");
                    case 'E' -> new Fail("the server answers SSLRequest with an error; it may be too old to know it");
                    default ->
                        new Fail("no answer of PostgreSQL to SSLRequest came, but byte " + (answer & 0xff)
                                + "; does it speak PostgreSQL on this port?");
                });
    }
}
