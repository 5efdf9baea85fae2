package org.hextet.nio;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/** The datagram that is being reported: one object for all. Of its headers the JDK tells the sender alone. */
final class NioDatagram implements ReceivedDatagram {

    private final LentArea area;
    private boolean isTruncated;
    private @Nullable InetSocketAddress sender;

    NioDatagram(LentArea area) {
        this.area = area;
    }

    void is(InetSocketAddress from, boolean truncated) {
        sender = from;
        isTruncated = truncated;
    }

    @Override
    public ByteBuffer data() {
        return area.lent();
    }

    @Override
    public boolean isTruncated() {
        return isTruncated;
    }

    @Override
    public InetSocketAddress sender() {
        InetSocketAddress from = sender;
        if (from == null) {
            throw new IllegalStateException("nothing was received");
        }
        return from;
    }
}
