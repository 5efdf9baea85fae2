package org.hextet.bench.servers;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.UnknownHostException;

/** Netty: every datagram goes back to its sender. */
public final class NettyUdpEcho {

    private NettyUdpEcho() {}

    /** One flush for all that one turn has read. */
    @ChannelHandler.Sharable
    @SuppressWarnings("FutureReturnValueIgnored") // what could not be sent is lost, as datagrams are
    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket received = (DatagramPacket) message;
            context.write(new DatagramPacket(received.content(), received.sender()), context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The channel lives on.
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
        NettyDatagrams.bind(args, new Echo());
    }
}
