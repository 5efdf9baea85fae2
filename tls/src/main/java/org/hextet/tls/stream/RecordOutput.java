package org.hextet.tls.stream;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.hextet.api.Connection;
import org.jspecify.annotations.Nullable;

/** Makes records of what is written and hands them to the connection below. Small writes share a record. */
final class RecordOutput {

    /** An engine that has an alert to send has it within so many records. */
    private static final int ALERT_RECORDS = 16;

    /**
     * What is not a full record waits for more. The JDK's engine takes 17 bytes less than a record may have in TLS 1.3:
     * they lead the next record, and make none of their own.
     */
    private static final int NOT_FULL = LoopBuffers.RECORD_PAYLOAD - 1;

    private final SSLEngine engine;
    private final Connection below;
    private final LoopBuffers buffers;
    private final ByteBuffer nothing = ByteBuffer.allocate(0);

    /** Written and not yet encrypted, up to its position; less than a record's worth. */
    private @Nullable ByteBuffer staged;

    RecordOutput(SSLEngine engine, Connection below, LoopBuffers buffers) {
        this.engine = engine;
        this.below = below;
        this.buffers = buffers;
    }

    /** Takes all of it: whole records leave at once, the rest with {@link #flush}. */
    void stage(ByteBuffer data) throws SSLException {
        while (data.hasRemaining()) {
            ByteBuffer waiting = staged;
            if (waiting == null && data.remaining() > NOT_FULL) {
                encrypt(data, NOT_FULL);
                continue;
            }
            if (waiting == null) {
                waiting = buffers.records.take().limit(LoopBuffers.RECORD_PAYLOAD);
                staged = waiting;
            }
            int limit = data.limit();
            data.limit(data.position() + Math.min(waiting.remaining(), data.remaining()));
            waiting.put(data);
            data.limit(limit);
            if (!waiting.hasRemaining()) {
                encrypt(waiting.flip(), NOT_FULL);
                waiting.compact().limit(LoopBuffers.RECORD_PAYLOAD);
                if (waiting.position() == 0) {
                    drop();
                }
            }
        }
    }

    int stagedBytes() {
        ByteBuffer waiting = staged;
        return waiting == null ? 0 : waiting.position();
    }

    void flush() throws SSLException {
        ByteBuffer waiting = staged;
        if (waiting != null) {
            staged = null;
            try {
                encrypt(waiting.flip(), 0);
            } finally {
                buffers.records.give(waiting);
            }
        }
    }

    /** Sends what the handshake has to say now. */
    void handshake() throws SSLException {
        ByteBuffer flight = buffers.flights.take();
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult result = engine.wrap(nothing, flight);
                if (result.getStatus() == Status.CLOSED && result.bytesProduced() == 0) {
                    break;
                }
                flight = roomy(result, flight);
            }
            send(flight);
        } finally {
            buffers.flights.give(flight);
        }
    }

    /** Ends the output: what is staged, then a close_notify. */
    void end() throws SSLException {
        flush();
        engine.closeOutbound();
        lastRecords();
    }

    /** After the engine has ended or failed: its alert, if it has one. */
    @SuppressWarnings("EmptyCatch") // the failure that led here is the one to tell
    void alert() {
        drop();
        try {
            lastRecords();
        } catch (SSLException | RuntimeException silent) {
            // It throws the same failure once more where it has nothing to say.
        }
    }

    private void lastRecords() throws SSLException {
        ByteBuffer flight = buffers.flights.take();
        try {
            for (int i = 0; i < ALERT_RECORDS && !engine.isOutboundDone(); i++) {
                SSLEngineResult result = engine.wrap(nothing, flight);
                if (result.bytesProduced() == 0 && result.getStatus() != Status.BUFFER_OVERFLOW) {
                    break;
                }
                flight = roomy(result, flight);
            }
        } finally {
            send(flight);
            buffers.flights.give(flight);
        }
    }

    /** Drops what was not encrypted. */
    void drop() {
        ByteBuffer waiting = staged;
        if (waiting != null) {
            staged = null;
            buffers.records.give(waiting);
        }
    }

    /** Until no more than so many bytes of it are left. */
    private void encrypt(ByteBuffer plain, int left) throws SSLException {
        ByteBuffer flight = buffers.flights.take();
        try {
            while (plain.remaining() > left) {
                SSLEngineResult result = engine.wrap(plain, flight);
                if (result.getStatus() == Status.CLOSED) {
                    plain.position(plain.limit());
                    break;
                }
                flight = roomy(result, flight);
            }
            send(flight);
        } finally {
            buffers.flights.give(flight);
        }
    }

    /** Makes room where a record did not fit. */
    private ByteBuffer roomy(SSLEngineResult result, ByteBuffer flight) {
        if (result.getStatus() != Status.BUFFER_OVERFLOW) {
            return flight;
        }
        if (flight.position() > 0) {
            send(flight);
            return flight;
        }
        buffers.flights.give(flight);
        return ByteBuffer.allocate(
                Math.max(2 * flight.capacity(), engine.getSession().getPacketBufferSize()));
    }

    private void send(ByteBuffer flight) {
        if (flight.position() > 0) {
            below.write(flight.flip());
            flight.clear();
        }
    }
}
