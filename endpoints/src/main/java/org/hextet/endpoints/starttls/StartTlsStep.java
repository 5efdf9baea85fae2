package org.hextet.endpoints.starttls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a dialogue wants done. Kinds may be added in a minor release. */
public sealed interface StartTlsStep {

    /**
     * Send bytes, in plain text.
     *
     * @param bytes those between position and limit
     */
    record Send(ByteBuffer bytes) implements StartTlsStep {

        /**
         * Of text.
         *
         * @param text becomes UTF-8
         * @return to be sent
         */
        public static Send of(String text) {
            return new Send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        /**
         * The text that is sent.
         *
         * @return read as UTF-8
         */
        @Override
        public String toString() {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }
    }

    /** Begin TLS: both sides have agreed. The dialogue is over. */
    record Upgrade() implements StartTlsStep {}

    /**
     * Give up: TLS will not come. The connection ends, and never goes on in plain text. The dialogue is over.
     *
     * @param why what the peer did, its own words included, and what to do
     */
    record Fail(String why) implements StartTlsStep {}

    /** End the connection: the peer has said goodbye, which is no failure. The dialogue is over. */
    record Close() implements StartTlsStep {}
}
