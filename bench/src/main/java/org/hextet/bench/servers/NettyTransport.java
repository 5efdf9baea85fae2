package org.hextet.bench.servers;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Locale;

/** Netty's transports. */
enum NettyTransport {
    NIO(NioServerSocketChannel.class, NioDatagramChannel.class) {
        @Override
        IoHandlerFactory handler() {
            return NioIoHandler.newFactory();
        }
    },
    EPOLL(EpollServerSocketChannel.class, EpollDatagramChannel.class) {
        @Override
        IoHandlerFactory handler() {
            return EpollIoHandler.newFactory();
        }
    },
    URING(IoUringServerSocketChannel.class, IoUringDatagramChannel.class) {
        @Override
        IoHandlerFactory handler() {
            return IoUringIoHandler.newFactory();
        }
    };

    final Class<? extends ServerChannel> listener;
    final Class<? extends DatagramChannel> datagrams;

    NettyTransport(Class<? extends ServerChannel> listener, Class<? extends DatagramChannel> datagrams) {
        this.listener = listener;
        this.datagrams = datagrams;
    }

    /** The one that the first argument names. */
    static NettyTransport of(String[] args) {
        return valueOf(args[0].toUpperCase(Locale.ROOT));
    }

    abstract IoHandlerFactory handler();
}
