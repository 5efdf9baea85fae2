package org.hextet.endpoints.blocking;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The stream of what the peer sends. */
final class BridgeInput extends InputStream {

    private final StreamBridge bridge;

    BridgeInput(StreamBridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public int read() throws IOException {
        return bridge.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        return bridge.read(target, offset, length);
    }

    @Override
    public int available() throws IOException {
        return bridge.available();
    }

    @Override
    public void close() {
        bridge.end(false);
    }
}
