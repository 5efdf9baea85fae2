package org.hextet.tck.checks;

import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/** A factory for ports that endpoints open: echoing recorders, in the order in which they heard {@code connected}. */
final class Guests implements Supplier<Protocol> {

    private final Rig rig;
    private final BlockingQueue<Recorder> connected = new LinkedBlockingQueue<>();

    Guests(Rig rig) {
        this.rig = rig;
    }

    @Override
    public Protocol get() {
        Recorder recorder = rig.recorder().echoing();
        return recorder.onConnected(connection -> connected.add(recorder));
    }

    /** The connection of the next one; each is returned once. */
    Connection awaitNext(String what) throws InterruptedException {
        Recorder next = connected.poll(Patience.guard().toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw rig.fail("waited " + Patience.guard().toSeconds() + " s for " + what + " to be accepted");
        }
        return next.connection();
    }

    /** Connects there, has a byte echoed, and closes. The accepted connection, which has told its addresses. */
    Connection expectServes(InetSocketAddress remote) throws Exception {
        Recorder client = rig.recorder();
        Connection connection = rig.await(rig.reactor().connectTcp(remote, StreamOptions.DEFAULT, () -> client));
        Connection accepted = awaitNext("a client of " + remote);
        connection.write(Bytes.of("?"));
        client.awaitBytes(1);
        rig.expectSameAddress("the local address of a connection to " + remote, remote, accepted.localAddress());
        rig.expectSameAddress(
                "the peer of a connection to " + remote, connection.localAddress(), accepted.remoteAddress());
        connection.close();
        client.awaitClosed();
        return accepted;
    }
}
