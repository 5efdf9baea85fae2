package org.hextet.bench.families;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Netty's {@code Bootstrap.connect(host, port)} with its default resolver. */
public final class NettyClient {

    private NettyClient() {}

    /**
     * Prints how long each connect took.
     *
     * @param args as of {@link Tries#run}
     * @throws Exception if even the first connect fails
     */
    public static void main(String[] args) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {}
                });
        Tries.run(
                args,
                (host, port) ->
                        bootstrap.connect(host, port).sync().channel().close().sync());
    }
}
