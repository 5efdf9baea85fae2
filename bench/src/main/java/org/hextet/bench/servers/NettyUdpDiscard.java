package org.hextet.bench.servers;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.UnknownHostException;

/** Netty: datagrams are counted. */
public final class NettyUdpDiscard {

    private NettyUdpDiscard() {}

    @SuppressWarnings("FutureReturnValueIgnored") // who gets no answer asks again
    private static final class Discard extends SimpleChannelInboundHandler<DatagramPacket> {

        private final Discarded discarded = new Discarded();

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket received) {
            if (discarded.isQuestion(received.content().readableBytes())) {
                context.writeAndFlush(
                        new DatagramPacket(Unpooled.copyLong(discarded.count()), received.sender()),
                        context.voidPromise());
            }
        }
    }

    /**
     * Serves until it is killed.
     *
     * @param args as of {@link NettyDatagrams#bind}
     * @throws UnknownHostException never
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws UnknownHostException, InterruptedException {
        NettyDatagrams.bind(args, new Discard());
    }
}
