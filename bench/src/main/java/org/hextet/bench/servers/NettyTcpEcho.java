package org.hextet.bench.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.UnknownHostException;
import java.util.function.Consumer;

/** Netty, with the defaults that its users get and one event loop. */
public final class NettyTcpEcho {

    private static final Echo ECHO = new Echo();

    private NettyTcpEcho() {}

    /** One flush for all that one turn has read, and no reading while the peer does not take it. */
    @ChannelHandler.Sharable
    @SuppressWarnings("FutureReturnValueIgnored") // the end of a write or close that failed is exceptionCaught's
    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
            if (!context.channel().isWritable()) {
                context.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable()) {
                context.channel().config().setAutoRead(true);
            }
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /**
     * Serves.
     *
     * @param before puts into each pipeline what stands before the echo
     */
    static void serve(String[] args, Consumer<Channel> before) throws UnknownHostException, InterruptedException {
        NettyTransport transport = NettyTransport.of(args);
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, transport.handler()))
                .channel(transport.listener)
                .option(ChannelOption.SO_BACKLOG, Port.BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        before.accept(channel);
                        channel.pipeline().addLast(ECHO);
                    }
                })
                .bind(Port.of(args))
                .sync();
        Port.ready();
    }

    /**
     * Serves until it is killed.
     *
     * @param args {@code nio}, {@code epoll} or {@code uring}, and the port
     * @throws UnknownHostException never
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws UnknownHostException, InterruptedException {
        serve(args, channel -> {});
    }
}
