package org.hextet.endpoints.observers;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.timeline.ConnectListener;
import org.hextet.endpoints.timeline.ConnectObserver;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.junit.jupiter.api.Test;

final class ObserversTest {

    private static final Timeline TIMELINE =
            new Timeline("example.test", 443, "staggered", Timeline.Outcome.FAILED, 5, List.of());

    private static final TimelineEvent EVENT = new TimelineEvent.LookupStart(0, StandardProtocolFamily.INET6);

    private final List<String> log = new ArrayList<>();

    private ConnectObserver noting(String who) {
        return (name, port) -> {
            log.add(who + " begun " + name + " " + port);
            return new ConnectListener() {
                @Override
                public void happened(TimelineEvent event) {
                    log.add(who + " " + event.event());
                }

                @Override
                public void decided(Timeline timeline) {
                    log.add(who + " " + timeline.outcome());
                }
            };
        };
    }

    @Test
    void each_hears_of_everything_in_the_order_of_the_observers() {
        Observers observers = new Observers(List.of(noting("one"), noting("two")));

        ConnectListener listener = observers.begun("example.test", 443);
        listener.happened(EVENT);
        listener.decided(TIMELINE);

        assertEquals(
                List.of(
                        "one begun example.test 443",
                        "two begun example.test 443",
                        "one lookup-start",
                        "two lookup-start",
                        "one failed",
                        "two failed"),
                log);
    }

    @Test
    @SuppressWarnings("NullAway") // code that knows no nullness annotations may give null all the same
    void what_one_throws_is_not_heard_by_the_others_nor_by_the_connect() {
        ConnectObserver throwing = (name, port) -> {
            throw new AssertionError("thrown by an observer, on purpose");
        };
        ConnectObserver later = (name, port) -> timeline -> {
            throw new IllegalStateException("thrown by a listener, on purpose");
        };
        ConnectObserver nothing = (name, port) -> null;
        Observers observers = new Observers(List.of(throwing, later, nothing, noting("last")));

        observers.begun("example.test", 443).decided(TIMELINE);

        assertEquals(List.of("last begun example.test 443", "last failed"), log);
    }

    @Test
    void a_connect_in_which_nobody_is_interested_costs_no_listener() {
        assertSame(ConnectObserver.IGNORING, new Observers(List.of()).begun("a", 1));
        assertSame(
                ConnectObserver.IGNORING,
                new Observers(List.of((name, port) -> ConnectObserver.IGNORING)).begun("a", 1));
    }

    @Test
    @SuppressWarnings("deprecation") // programs call it
    void one_that_is_found_hears_of_every_connect_and_one_that_cannot_be_loaded_harms_nothing() {
        assumeFalse(Observers.class.getModule().isNamed(), "the services of tests are found on the class path");
        ScriptedReactor reactor = new ScriptedReactor().host("192.0.2.77", connects(5));

        reactor.connectTcp(
                "192.0.2.77", 443, StreamOptions.DEFAULT, () -> Protocol.receiving((connection, lent) -> {}));
        reactor.advance(10);

        assertTrue(FoundObserver.DECIDED.contains("192.0.2.77 443 connected"), FoundObserver.DECIDED::toString);
    }
}
