package org.hextet.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.hextet.api.Connection;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Incident;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

final class CallbackWatchTest {

    private final List<String> logged = new ArrayList<>();
    private final HandTurned hand =
            new HandTurned(Set.of(), driver -> CallbackWatch.of("100ms", driver, "hand-turned", new NotingLogger()));

    /** Notes what is logged. */
    private final class NotingLogger extends LegacyAbstractLogger {

        private static final long serialVersionUID = 1L;

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            logged.add(level + " " + MessageFormatter.basicArrayFormat(message, arguments));
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }

    private void takes(long millis) {
        hand.driver.passes(Duration.ofMillis(millis));
    }

    /** Takes as long as what it receives says. */
    private class Slow extends HandTurned.Recorder {

        @Override
        public void received(Connection connection, ByteBuffer lent) throws Exception {
            super.received(connection, lent);
            takes(Long.parseLong(heard.get(heard.size() - 1).substring("received ".length())));
        }
    }

    /** Carries another protocol, as TLS does. */
    private final class Carrier extends Slow {

        @Override
        public String protocolName() {
            return "org.example.Carried";
        }
    }

    private static String held(String what, long millis) {
        return "WARN hand-turned: " + what + " held the loop for " + millis
                + " ms; nothing else of this reactor went on meanwhile";
    }

    @Test
    void a_callback_that_takes_as_long_is_named_and_a_shorter_one_is_not() {
        Slow slow = new Slow();
        int connection = hand.connection(StreamOptions.DEFAULT, slow);

        hand.driver.receive(connection, "99");
        hand.driver.receive(connection, "100");

        assertEquals(List.of(held("received of " + Slow.class.getName(), 100)), logged);
        assertEquals(List.of("connected", "received 99", "received 100"), slow.heard);
    }

    @Test
    void of_a_protocol_that_carries_another_one_the_other_is_named() {
        int connection = hand.connection(StreamOptions.DEFAULT, new Carrier());

        hand.driver.receive(connection, "250");

        assertEquals(List.of(held("received of org.example.Carried", 250)), logged);
    }

    @Test
    void a_protocol_that_took_over_is_measured_too() {
        int connection = hand.connection(StreamOptions.DEFAULT, new HandTurned.Recorder() {
            @Override
            public void received(Connection connection, ByteBuffer lent) {
                connection.switchProtocol(new Slow());
            }
        });

        hand.driver.receive(connection, "go");
        hand.driver.receive(connection, "100");

        assertEquals(List.of(held("received of " + Slow.class.getName(), 100)), logged);
    }

    @Test
    void a_callback_that_throws_is_measured_too_and_its_failure_keeps_the_name() {
        int connection = hand.connection(StreamOptions.DEFAULT, new HandTurned.Recorder() {
            @Override
            public void received(Connection connection, ByteBuffer lent) {
                takes(100);
                throw new IllegalStateException("on purpose");
            }

            @Override
            public String protocolName() {
                return "org.example.Carried";
            }
        });

        hand.driver.receive(connection, "x");

        assertEquals(List.of(held("received of org.example.Carried", 100)), logged);
        assertEquals(
                "received of org.example.Carried",
                hand.incidents.get(0) instanceof Incident.Threw threw ? threw.where() : "");
    }

    @Test
    void tasks_timers_and_factories_are_measured() {
        Runnable slow = () -> takes(100);

        hand.reactor.execute(slow);
        hand.driver.turn();
        hand.reactor.schedule(Duration.ZERO, slow);
        hand.driver.turn();
        hand.reactor.listenTcp(HandTurned.LISTEN, StreamOptions.DEFAULT, () -> {
            takes(100);
            return new Slow();
        });
        hand.driver.turn();
        hand.driver.accept(hand.driver.locals.size() - 1);

        assertEquals(3, logged.size(), logged::toString);
        assertTrue(logged.get(0).contains(" a task, " + slow.getClass().getName()), logged::toString);
        assertTrue(logged.get(1).contains(" a timer, " + slow.getClass().getName()), logged::toString);
        assertTrue(logged.get(2).contains(" the protocol factory " + getClass().getName()), logged::toString);
    }

    /** What was held back is handed on in a task of the reactor's own. */
    @Test
    void what_is_around_a_callback_that_was_named_is_not_blamed_for_its_time() {
        Slow slow = new Slow();
        int connection = hand.connection(StreamOptions.DEFAULT, slow);
        hand.driver.turn();
        slow.connection.pauseReading();
        hand.driver.receive(connection, "300");

        slow.connection.resumeReading();
        hand.driver.turn();

        assertEquals(List.of(held("received of " + Slow.class.getName(), 300)), logged);
    }

    @Test
    void every_callback_reaches_the_protocol_that_is_measured() {
        assertEquals(callbacks(Protocol.class), callbacks(WatchedProtocol.class));
        assertEquals(callbacks(DatagramProtocol.class), callbacks(WatchedDatagramProtocol.class));
    }

    private static List<String> callbacks(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> Arrays.asList(method.getExceptionTypes()).contains(Exception.class))
                .map(Method::getName)
                .sorted()
                .toList();
    }

    @Test
    void without_the_property_protocols_are_left_as_they_are() {
        Slow slow = new Slow();

        assertSame(slow, CallbackWatch.watched(null, slow));
        assertNull(CallbackWatch.ofProperty(hand.driver, "hand-turned"));
    }

    @Test
    void a_wrong_value_is_one_warning_and_nothing_is_measured() {
        for (int reactors = 0; reactors < 3; reactors++) {
            assertNull(CallbackWatch.of("fast\n", hand.driver, "hand-turned", new NotingLogger()));
        }

        assertEquals(
                List.of("WARN system property hextet.log.callback=fast: need a whole number and ns, us, ms or s, as in "
                        + "hextet.log.callback=100ms; no callback is measured"),
                logged);
    }
}
