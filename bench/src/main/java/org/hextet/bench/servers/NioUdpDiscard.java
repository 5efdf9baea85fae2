package org.hextet.bench.servers;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The JDK alone: datagrams are counted. */
public final class NioUdpDiscard {

    private NioUdpDiscard() {}

    /**
     * Serves until it is killed.
     *
     * @param args the port
     * @throws IOException if the port cannot be bound
     */
    public static void main(String[] args) throws IOException {
        Discarded discarded = new Discarded();
        NioDatagrams.serve(args, (channel, data, sender) -> {
            if (discarded.isQuestion(data.remaining())) {
                ByteBuffer answer = ByteBuffer.allocate(Long.BYTES);
                channel.send(answer.putLong(discarded.count()).flip(), sender);
            }
        });
    }
}
