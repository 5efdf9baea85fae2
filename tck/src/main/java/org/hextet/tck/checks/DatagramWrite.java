package org.hextet.tck.checks;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.hextet.api.DatagramPort;
import org.hextet.api.Route;

/** The ways by which a port writes to an address: what holds of one holds of all. */
enum DatagramWrite {
    TO_AN_ADDRESS {
        @Override
        boolean write(DatagramPort port, ByteBuffer data, InetSocketAddress to) {
            return port.write(data, to);
        }
    },
    BY_A_ROUTE {
        @Override
        boolean write(DatagramPort port, ByteBuffer data, InetSocketAddress to) {
            return port.write(data, Route.to(to));
        }
    },
    GATHERED {
        @Override
        boolean write(DatagramPort port, ByteBuffer data, InetSocketAddress to) {
            int half = data.position() + data.remaining() / 2;
            ByteBuffer first = data.duplicate().limit(half);
            ByteBuffer second = data.duplicate().position(half);
            return port.write(new ByteBuffer[] {first, second}, 0, 2, Route.to(to));
        }
    };

    abstract boolean write(DatagramPort port, ByteBuffer data, InetSocketAddress to);

    /** In a sentence: {@code by a route}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
