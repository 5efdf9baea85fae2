package org.hextet.examples.asyncchannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.junit.jupiter.api.Test;

class AsyncChannelReactorTest {

    @Test
    void it_is_found_by_its_name_and_echoes() throws Exception {
        try (Reactor reactor = Reactor.open("async-channel")) {
            assertEquals("async-channel", reactor.provider());
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            ListeningPort port = reactor.listenTcp(
                            anyPort,
                            StreamOptions.DEFAULT,
                            () -> Protocol.receiving((connection, data) -> connection.write(data)))
                    .await();
            CompletableFuture<String> answer = new CompletableFuture<>();

            Connection connection = reactor.connectTcp(
                            port.localAddresses().get(0),
                            StreamOptions.DEFAULT,
                            () -> Protocol.receiving(
                                    (same, data) -> answer.complete(String.valueOf((char) data.get()))))
                    .await();
            connection.write(ByteBuffer.wrap(new byte[] {'x'}));

            assertEquals("x", answer.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void when_close_returns_its_thread_has_ended() throws IOException, InterruptedException {
        CompletableFuture<Thread> own = new CompletableFuture<>();
        try (Reactor reactor = Reactor.open("async-channel")) {
            reactor.execute(() -> own.complete(Thread.currentThread()));
            own.join();
        }
        assertFalse(own.join().isAlive());
    }

    @Test
    void what_it_cannot_do_is_refused_at_opening() {
        ReactorOptions busy = ReactorOptions.DEFAULT.withBusyPoll(Duration.ofMillis(1));

        assertThrows(UnsupportedOperationException.class, () -> new AsyncChannelProvider().open(busy));
    }

    @Test
    void what_it_lacks_is_declared_with_a_reason() {
        AsyncChannelProvider provider = new AsyncChannelProvider();

        assertTrue(provider.capabilities().absent().size() > 20);
        provider.capabilities().absent().values().forEach(reason -> assertFalse(reason.isBlank()));
    }
}
