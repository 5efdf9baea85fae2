package org.hextet.examples.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyReactorTest {

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop eventLoop = group.next();

    @AfterEach
    void endGroup() throws InterruptedException {
        Future<?> unused = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        assertTrue(group.awaitTermination(30, TimeUnit.SECONDS));
    }

    private static ListeningPort echo(Reactor reactor) throws IOException, InterruptedException {
        return reactor.listenTcp(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        StreamOptions.DEFAULT,
                        () -> Protocol.receiving((connection, data) -> connection.write(data)))
                .await();
    }

    private static String ask(Reactor reactor, ListeningPort port) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Connection connection = reactor.connectTcp(
                        port.localAddresses().get(0),
                        StreamOptions.DEFAULT,
                        () -> Protocol.receiving((same, data) -> answer.complete(String.valueOf((char) data.get()))))
                .await();
        connection.write(ByteBuffer.wrap(new byte[] {'x'}));
        String answered = answer.get(30, TimeUnit.SECONDS);
        connection.close();
        return answered;
    }

    @Test
    void it_is_found_by_its_name_and_echoes() throws Exception {
        try (Reactor reactor = Reactor.open("netty")) {
            assertEquals("netty", reactor.provider());
            assertEquals("x", ask(reactor, echo(reactor)));
        }
    }

    @Test
    void when_close_returns_its_own_thread_has_ended() throws Exception {
        CompletableFuture<Thread> own = new CompletableFuture<>();
        try (Reactor reactor = Reactor.open("netty")) {
            reactor.execute(() -> own.complete(Thread.currentThread()));
            own.join();
        }
        assertFalse(own.join().isAlive());
    }

    @Test
    void reactors_share_an_event_loop_and_leave_it_running() throws Exception {
        try (Reactor one = NettyReactor.on(eventLoop, ReactorOptions.DEFAULT);
                Reactor other = NettyReactor.on(eventLoop, ReactorOptions.DEFAULT)) {
            assertEquals("x", ask(other, echo(one)));
            assertTrue(
                    eventLoop.submit(() -> one.inReactor() && other.inReactor()).get(30, TimeUnit.SECONDS));
        }
        assertEquals("alive", eventLoop.submit(() -> "alive").get(30, TimeUnit.SECONDS));
    }

    @Test
    void one_that_is_opened_and_closed_by_a_task_of_its_event_loop_waits_for_nobody() throws Exception {
        Reactor reactor = eventLoop
                .submit(() -> {
                    Reactor opened = NettyReactor.on(eventLoop, ReactorOptions.DEFAULT);
                    opened.close();
                    return opened;
                })
                .get(30, TimeUnit.SECONDS);

        reactor.terminated().await();
    }

    @Test
    void a_task_of_the_event_loop_writes_and_plans_without_a_callback_around_it() throws Exception {
        try (Reactor reactor = NettyReactor.on(eventLoop, ReactorOptions.DEFAULT)) {
            CompletableFuture<Void> rang = new CompletableFuture<>();
            CompletableFuture<ByteBuffer> received = new CompletableFuture<>();
            ListeningPort port = echo(reactor);
            Connection connection = reactor.connectTcp(
                            port.localAddresses().get(0),
                            StreamOptions.DEFAULT,
                            () -> Protocol.receiving((same, data) -> received.complete(data)))
                    .await();

            eventLoop.execute(() -> {
                connection.write(ByteBuffer.wrap(new byte[] {'x'}));
                reactor.schedule(Duration.ofMillis(1), () -> rang.complete(null));
            });

            received.get(30, TimeUnit.SECONDS);
            rang.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void shutting_the_event_loop_down_closes_the_reactor_and_everybody_is_told() throws Exception {
        Reactor reactor = NettyReactor.on(eventLoop, ReactorOptions.DEFAULT);
        CompletableFuture<CloseReason> told = new CompletableFuture<>();
        Protocol listens = new Protocol() {
            @Override
            public void received(Connection connection, ByteBuffer data) {}

            @Override
            public void closed(Connection connection, CloseReason reason) {
                told.complete(reason);
            }
        };
        reactor.connectTcp(echo(reactor).localAddresses().get(0), StreamOptions.DEFAULT, () -> listens)
                .await();

        Future<?> unused = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);

        assertInstanceOf(CloseReason.Aborted.class, told.get(30, TimeUnit.SECONDS));
        reactor.terminated().await();
        reactor.close();
    }

    @Test
    void an_event_loop_of_another_kind_is_refused_and_so_is_one_that_is_shut_down() throws Exception {
        EventLoop without = new DefaultEventLoop();
        try {
            assertThrows(IllegalArgumentException.class, () -> NettyReactor.on(without, ReactorOptions.DEFAULT));
        } finally {
            Future<?> unused = without.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
        endGroup();
        assertThrows(IOException.class, () -> NettyReactor.on(eventLoop, ReactorOptions.DEFAULT));
    }

    @Test
    void a_name_for_a_thread_that_has_one_is_refused() {
        ReactorOptions named = ReactorOptions.DEFAULT.withThreadName("mine");

        assertThrows(IllegalArgumentException.class, () -> NettyReactor.on(eventLoop, named));
    }

    @Test
    void what_it_lacks_is_declared_with_a_reason() {
        NettyProvider provider = new NettyProvider();

        assertTrue(provider.capabilities().absent().size() > 10);
        provider.capabilities().absent().values().forEach(reason -> assertFalse(reason.isBlank()));
    }
}
