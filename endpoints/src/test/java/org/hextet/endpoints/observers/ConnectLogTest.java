package org.hextet.endpoints.observers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.endpoints.timeline.ConnectObserver;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

final class ConnectLogTest {

    private static final Timeline WON = new Timeline(
            "example.test",
            443,
            "staggered",
            Timeline.Outcome.CONNECTED,
            20_000_000,
            List.of(
                    new TimelineEvent.AttemptStart(
                            0, AddressText.parse("192.0.2.1").toInetAddress()),
                    new TimelineEvent.Connected(
                            20_000_000, AddressText.parse("192.0.2.1").toInetAddress())));

    private static final Timeline LOST =
            new Timeline("example.test", 443, "staggered", Timeline.Outcome.TIMEOUT, 5_000_000_000L, List.of());

    private final List<String> logged = new ArrayList<>();

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

    @Test
    void a_connect_is_one_message_with_its_waterfall() {
        ConnectObserver log = ConnectLog.of("all", new NotingLogger()).orElseThrow();

        log.begun("example.test", 443).decided(WON);
        log.begun("example.test", 443).decided(LOST);

        assertEquals(
                List.of(
                        "INFO example.test port 443: connected to 192.0.2.1 in 20 ms (staggered)\n"
                                + "  attempt  192.0.2.1  |========================================|"
                                + "  at 0 ms  for 20 ms  connected",
                        "WARN example.test port 443: timeout after 5000 ms (staggered)"),
                logged);
    }

    @Test
    void what_is_not_asked_for_is_not_logged() {
        ConnectObserver log = ConnectLog.of("failed", new NotingLogger()).orElseThrow();

        log.begun("example.test", 443).decided(WON);

        assertEquals(List.of(), logged);
    }

    @Test
    void a_wrong_value_is_one_warning_that_names_the_property() {
        assertEquals(Optional.empty(), ConnectLog.of("slow\n", new NotingLogger()));

        assertEquals(1, logged.size());
        assertTrue(
                logged.get(0).startsWith("WARN system property hextet.log.connect=slow\\n: \"slow\" is none of all,"),
                logged::toString);
    }
}
