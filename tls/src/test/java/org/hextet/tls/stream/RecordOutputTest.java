package org.hextet.tls.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.hextet.tls.ForwardingConnection;
import org.junit.jupiter.api.Test;

/** With an engine that makes records of nothing but a length and the plain text, so that they can be looked at. */
class RecordOutputTest {

    private final List<byte[]> written = new ArrayList<>();
    private final Plain engine = new Plain();
    private final RecordOutput output = new RecordOutput(engine, new Written(), LoopBuffers.ofThread());

    private final class Written extends ForwardingConnection {

        Written() {
            super(MemoryConnection.pair(new HandTurnedReactor(), new Recorder(), new Recorder()));
        }

        @Override
        public boolean write(ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            written.add(copy);
            return true;
        }
    }

    private List<Integer> records() {
        List<Integer> lengths = new ArrayList<>();
        for (byte[] one : written) {
            ByteBuffer buffer = ByteBuffer.wrap(one);
            while (buffer.hasRemaining()) {
                int length = buffer.getInt();
                lengths.add(length);
                buffer.position(buffer.position() + length);
            }
        }
        return lengths;
    }

    private byte[] plain() {
        ByteBuffer all = ByteBuffer.allocate(1 << 21);
        for (byte[] one : written) {
            ByteBuffer buffer = ByteBuffer.wrap(one);
            while (buffer.hasRemaining()) {
                byte[] record = new byte[buffer.getInt()];
                buffer.get(record);
                all.put(record);
            }
        }
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return bytes;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void stage(byte[] bytes, int piece) throws SSLException {
        for (int from = 0; from < bytes.length; from += piece) {
            ByteBuffer data = ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from));
            output.stage(data.asReadOnlyBuffer());
        }
    }

    @Test
    void small_writes_share_a_record() throws SSLException {
        byte[] bytes = random(1000);
        stage(bytes, 10);
        assertEquals(1000, output.stagedBytes());
        assertEquals(List.of(), records());

        output.flush();
        output.flush();

        assertEquals(List.of(1000), records());
        assertArrayEquals(bytes, plain());
        assertEquals(0, output.stagedBytes());
    }

    @Test
    void many_small_writes_leave_in_full_records() throws SSLException {
        byte[] bytes = random(100_000);
        stage(bytes, 777);
        output.flush();

        assertEquals(7, records().size());
        assertArrayEquals(bytes, plain());
    }

    @Test
    void a_large_write_leaves_in_full_records_at_once_and_a_rest() throws SSLException {
        byte[] bytes = random(1 << 20 | 5);
        stage(bytes, bytes.length);
        assertEquals(5, output.stagedBytes());
        output.flush();

        assertEquals(65, records().size());
        assertEquals(5, records().get(64));
        assertTrue(written.size() < 30, "records leave several at a time, not in " + written.size() + " writes");
        assertArrayEquals(bytes, plain());
    }

    @Test
    void an_engine_that_takes_less_than_a_record_gets_the_rest_once_more() throws SSLException {
        engine.most = 16_367;
        byte[] bytes = random(200_000);
        stage(bytes, 16_384);
        output.flush();

        assertArrayEquals(bytes, plain());
        assertEquals(0, records().stream().filter(length -> length < 1000).count(), records()::toString);
    }

    @Test
    void a_record_that_does_not_fit_gets_room() throws SSLException {
        engine.padding = 200_000;
        byte[] bytes = random(50_000);
        stage(bytes, bytes.length);
        output.flush();

        assertArrayEquals(bytes, plain());
    }

    @Test
    void after_the_end_of_the_engine_what_is_written_is_dropped() throws SSLException {
        engine.closeOutbound();
        ByteBuffer data = ByteBuffer.wrap(random(50_000));
        output.stage(data);
        output.flush();

        assertEquals(0, data.remaining());
        assertEquals(List.of(), written);
    }

    @Test
    void what_is_dropped_does_not_leave() throws SSLException {
        stage(random(10), 10);
        output.drop();
        output.flush();

        assertEquals(List.of(), written);
    }

    private static final class Plain extends SSLEngine {

        private int most = 1 << 14;
        /** How much room it wants beyond the record. */
        private int padding;

        private final SSLSession ofNobody;
        private boolean ended;

        Plain() {
            try {
                this.ofNobody = SSLContext.getDefault().createSSLEngine().getSession();
            } catch (NoSuchAlgorithmException none) {
                throw new AssertionError(none);
            }
        }

        @Override
        public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) {
            ByteBuffer source = sources[offset];
            if (ended) {
                return new SSLEngineResult(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
            }
            int taken = Math.min(most, source.remaining());
            if (target.remaining() < 4 + taken + padding) {
                return new SSLEngineResult(Status.BUFFER_OVERFLOW, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
            }
            target.putInt(taken);
            int limit = source.limit();
            source.limit(source.position() + taken);
            target.put(source);
            source.limit(limit);
            return new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, taken, 4 + taken);
        }

        @Override
        public SSLSession getSession() {
            return ofNobody;
        }

        @Override
        public void closeOutbound() {
            ended = true;
        }

        @Override
        public HandshakeStatus getHandshakeStatus() {
            return HandshakeStatus.NOT_HANDSHAKING;
        }

        @Override
        public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) {
            throw outputOnly();
        }

        @Override
        public Runnable getDelegatedTask() {
            throw outputOnly();
        }

        @Override
        public void closeInbound() {
            throw outputOnly();
        }

        @Override
        public boolean isInboundDone() {
            throw outputOnly();
        }

        @Override
        public boolean isOutboundDone() {
            return ended;
        }

        @Override
        public String[] getSupportedCipherSuites() {
            throw outputOnly();
        }

        @Override
        public String[] getEnabledCipherSuites() {
            throw outputOnly();
        }

        @Override
        public void setEnabledCipherSuites(String[] suites) {
            throw outputOnly();
        }

        @Override
        public String[] getSupportedProtocols() {
            throw outputOnly();
        }

        @Override
        public String[] getEnabledProtocols() {
            throw outputOnly();
        }

        @Override
        public void setEnabledProtocols(String[] protocols) {
            throw outputOnly();
        }

        @Override
        public void beginHandshake() {
            throw outputOnly();
        }

        @Override
        public void setUseClientMode(boolean mode) {
            throw outputOnly();
        }

        @Override
        public boolean getUseClientMode() {
            throw outputOnly();
        }

        @Override
        public void setNeedClientAuth(boolean need) {
            throw outputOnly();
        }

        @Override
        public boolean getNeedClientAuth() {
            throw outputOnly();
        }

        @Override
        public void setWantClientAuth(boolean want) {
            throw outputOnly();
        }

        @Override
        public boolean getWantClientAuth() {
            throw outputOnly();
        }

        @Override
        public void setEnableSessionCreation(boolean flag) {
            throw outputOnly();
        }

        @Override
        public boolean getEnableSessionCreation() {
            throw outputOnly();
        }

        private static UnsupportedOperationException outputOnly() {
            return new UnsupportedOperationException("output only");
        }
    }
}
