package org.hextet.adapters.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.hextet.adapters.TwoFamilies;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.timeline.TimelineFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Netty with lookups in order, and its channels in a race. */
@Timeout(60)
class NettyTest {

    private static final int PATIENCE_SECONDS = 30;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Queue<Channel> attempts = new ConcurrentLinkedQueue<>();
    private final Bootstrap bootstrap = new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    attempts.add(channel);
                }
            });

    @AfterEach
    void shutDown() throws Exception {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void a_bootstrap_connects_to_the_first_in_the_order() throws Exception {
        bootstrap.resolver(new OrderedAddressResolverGroup());
        try (ServerSocket everywhere = new ServerSocket(0)) {
            Channel channel = done(bootstrap.connect("both.test", everywhere.getLocalPort()))
                    .channel();

            assertEquals(TwoFamilies.ipv6(), ((InetSocketAddress) channel.remoteAddress()).getAddress());
            channel.close().sync();
        }
    }

    @Test
    void all_addresses_are_in_the_order() throws Exception {
        try (OrderedAddressResolverGroup resolvers = new OrderedAddressResolverGroup()) {
            List<InetSocketAddress> all = done(resolvers
                            .getResolver(group.next())
                            .resolveAll(InetSocketAddress.createUnresolved("both.test", 80)))
                    .getNow();

            assertEquals(
                    List.of(
                            new InetSocketAddress(TwoFamilies.ipv6(), 80),
                            new InetSocketAddress(TwoFamilies.ipv4(), 80)),
                    all);
        }
    }

    @Test
    void an_unknown_name_is_unknown() throws Exception {
        bootstrap.resolver(new OrderedAddressResolverGroup());

        Future<?> failed = ended(bootstrap.connect("nowhere.test", 80));

        assertInstanceOf(UnknownHostException.class, failed.cause());
    }

    @Test
    void channels_race() throws Exception {
        try (TwoFamilies both = TwoFamilies.open()) {
            Channel won = done(new RacingBootstrap(bootstrap)
                            .connect(HostnameClientEndpoint.parse(
                                    "tcp://both.test:" + both.port() + "?attempt-delay=20ms")))
                    .getNow();

            assertEquals(TwoFamilies.ipv4(), ((InetSocketAddress) won.remoteAddress()).getAddress());
            assertEquals(2, attempts.size());
            for (Channel attempt : attempts) {
                if (attempt != won) {
                    assertTrue(attempt.closeFuture().await(PATIENCE_SECONDS, TimeUnit.SECONDS), "a loser is open");
                }
            }
            assertTrue(won.isActive());
            try (Socket accepted = both.alive().accept()) {
                assertEquals(((InetSocketAddress) won.localAddress()).getPort(), accepted.getPort());
            }
            won.close().sync();
        }
    }

    @Test
    void a_lost_race_says_what_became_of_each_address() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, TwoFamilies.ipv4())) {
            nobody = free.getLocalPort();
        }

        Throwable failure = Objects.requireNonNull(ended(new RacingBootstrap(bootstrap).connect("both.test", nobody))
                .cause());

        assertInstanceOf(ConnectException.class, failure);
        assertEquals(
                2,
                assertInstanceOf(TimelineFailure.class, failure)
                        .timeline()
                        .attempts()
                        .size());
        assertTrue(String.valueOf(failure.getMessage()).contains("ECONNREFUSED"), failure.getMessage());
    }

    @Test
    void what_a_channel_would_ignore_is_refused() {
        RacingBootstrap racing = new RacingBootstrap(bootstrap);
        HostnameClientEndpoint buffered = HostnameClientEndpoint.parse("tcp://both.test:80?receive-buffer=4096");

        assertThrows(UnsupportedOperationException.class, () -> racing.connect(buffered));
    }

    @Test
    void cancelling_closes_every_attempt() throws Exception {
        try (TwoFamilies both = TwoFamilies.open()) {
            Future<Channel> race = new RacingBootstrap(bootstrap).connect("six.test", both.port());
            while (attempts.isEmpty()) {
                Thread.onSpinWait();
            }

            assertTrue(race.cancel(false));

            Channel attempt = Objects.requireNonNull(attempts.peek());
            assertTrue(attempt.closeFuture().await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertFalse(attempt.isActive());
        }
    }

    private static <F extends Future<?>> F done(F future) throws InterruptedException {
        F ended = ended(future);
        if (!ended.isSuccess()) {
            throw new AssertionError(ended.cause());
        }
        return ended;
    }

    private static <F extends Future<?>> F ended(F future) throws InterruptedException {
        assertTrue(future.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
        return future;
    }
}
