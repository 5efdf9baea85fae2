package org.hextet.endpoints.blocking;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** The stream of what is sent to the peer. */
final class BridgeOutput extends OutputStream {

    private final StreamBridge bridge;

    BridgeOutput(StreamBridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public void write(int one) throws IOException {
        bridge.write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        bridge.write(source, offset, length);
    }

    @Override
    public void close() {
        bridge.end(false);
    }
}
