package org.hextet.bench.servers;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.UnknownHostException;

/** A datagram port of Netty with one event loop. */
final class NettyDatagrams {

    private static final int PAYLOAD = 2048;
    private static final int AT_ONCE = 32;
    private static final int COALESCED = 1 << 16;
    private static final int READS_A_TURN = 16;

    private NettyDatagrams() {}

    /**
     * Binds it: {@code TRANSPORT [gro|fixed] PORT}. With the defaults that its users get, but for epoll, which has two
     * ways to receive many at once: into parts of one buffer with recvmmsg(2), and with UDP_GRO those that came as one.
     * A buffer size that the user has fixed makes it read one datagram a turn.
     */
    static void bind(String[] args, ChannelHandler handler) throws UnknownHostException, InterruptedException {
        NettyTransport transport = NettyTransport.of(args);
        Bootstrap bootstrap = new Bootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, transport.handler()))
                .channel(transport.datagrams)
                .handler(handler);
        if (args[1].equals("gro")) {
            bootstrap.option(EpollChannelOption.UDP_GRO, true);
            bootstrap.option(
                    ChannelOption.RECVBUF_ALLOCATOR,
                    new FixedRecvByteBufAllocator(COALESCED).maxMessagesPerRead(READS_A_TURN));
        } else if (transport == NettyTransport.EPOLL) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, PAYLOAD);
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(PAYLOAD * AT_ONCE));
        } else if (args[1].equals("fixed")) {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(PAYLOAD));
        }
        bootstrap.bind(Port.of(args)).sync();
        Port.ready();
    }
}
