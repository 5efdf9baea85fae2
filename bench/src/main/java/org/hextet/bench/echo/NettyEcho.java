package org.hextet.bench.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.UnknownHostException;
import java.util.Locale;

/** Netty, with the defaults that its users get and one event loop. */
public final class NettyEcho {

    private static final Echo ECHO = new Echo();

    private NettyEcho() {}

    /** Its transports. */
    private enum Transport {
        NIO(NioServerSocketChannel.class) {
            @Override
            IoHandlerFactory handler() {
                return NioIoHandler.newFactory();
            }
        },
        EPOLL(EpollServerSocketChannel.class) {
            @Override
            IoHandlerFactory handler() {
                return EpollIoHandler.newFactory();
            }
        },
        URING(IoUringServerSocketChannel.class) {
            @Override
            IoHandlerFactory handler() {
                return IoUringIoHandler.newFactory();
            }
        };

        final Class<? extends ServerChannel> channel;

        Transport(Class<? extends ServerChannel> channel) {
            this.channel = channel;
        }

        abstract IoHandlerFactory handler();
    }

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
     * Serves until it is killed.
     *
     * @param args {@code nio}, {@code epoll} or {@code uring}, and the port
     * @throws UnknownHostException never
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws UnknownHostException, InterruptedException {
        Transport transport = Transport.valueOf(args[0].toUpperCase(Locale.ROOT));
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, transport.handler()))
                .channel(transport.channel)
                .option(ChannelOption.SO_BACKLOG, Port.BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(ECHO);
                    }
                })
                .bind(Port.of(args))
                .sync();
        Port.ready();
    }
}
