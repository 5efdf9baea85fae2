package org.hextet.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.hextet.addresses.AddressText;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/** A reactor over a {@link HandTurnedDriver}, and a protocol that writes down what it hears. */
final class HandTurned {

    static final InetSocketAddress LISTEN = address("127.0.0.1", 7);
    static final InetSocketAddress REMOTE = address("192.0.2.1", 80);

    final HandTurnedDriver driver = new HandTurnedDriver();
    final List<Incident> incidents = new ArrayList<>();
    final Reactor reactor;

    HandTurned() {
        this(Set.of());
    }

    HandTurned(Set<Capability> abilities) {
        this(abilities, driver -> null);
    }

    HandTurned(Set<Capability> abilities, Function<HandTurnedDriver, @Nullable CallbackWatch> callbacks) {
        Set<Capability> present = new HashSet<>(abilities);
        present.add(Capability.TCP);
        present.add(Capability.TLS);
        present.add(Capability.STARTTLS);
        try {
            reactor = DriverReactor.open(
                    driver,
                    new Capabilities("hand-turned", present, Map.of()),
                    ReactorOptions.DEFAULT.withUncaught(incidents::add),
                    callbacks.apply(driver));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    int listen(StreamOptions options, Protocol protocol) {
        reactor.listenTcp(LISTEN, options, () -> protocol);
        driver.turn();
        return driver.locals.size() - 1;
    }

    /** An accepted connection with this protocol. */
    int connection(StreamOptions options, Protocol protocol) {
        return driver.accept(listen(options, protocol));
    }

    /** Why a pending failed, looked at without waiting. */
    static Throwable failure(Pending<?> pending) {
        Throwable[] seen = new Throwable[1];
        pending.whenComplete((value, failure) -> seen[0] = failure);
        Throwable failure = seen[0];
        if (failure == null) {
            throw new AssertionError("it has not failed");
        }
        return failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static String kind(Throwable failure) {
        return failure instanceof NetworkFailure known ? known.kind().text() : String.valueOf(failure);
    }

    static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(AddressText.parse(literal).toInetAddress(), port);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes down its callbacks; a test overrides what it wants to act in. */
    static class Recorder implements Protocol {

        final List<String> heard = new ArrayList<>();

        @SuppressWarnings("NullAway.Init") // there once it is connected
        Connection connection;

        @SuppressWarnings("NullAway.Init") // there once it is closed
        CloseReason reason;

        @Override
        public void connected(Connection connection) throws Exception {
            this.connection = connection;
            heard.add("connected");
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) throws Exception {
            byte[] copy = new byte[lent.remaining()];
            lent.duplicate().get(copy);
            heard.add("received " + new String(copy, StandardCharsets.US_ASCII));
        }

        @Override
        public void inputEnded(Connection connection) throws Exception {
            heard.add("inputEnded");
        }

        @Override
        public void writingPaused(Connection connection) throws Exception {
            heard.add("writingPaused");
        }

        @Override
        public void writingResumed(Connection connection) throws Exception {
            heard.add("writingResumed");
        }

        @Override
        public void closed(Connection connection, CloseReason reason) throws Exception {
            this.reason = reason;
            heard.add("closed " + reason.getClass().getSimpleName());
        }
    }
}
