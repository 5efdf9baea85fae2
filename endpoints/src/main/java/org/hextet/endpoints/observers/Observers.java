package org.hextet.endpoints.observers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hextet.endpoints.discovery.ServiceSearch;
import org.hextet.endpoints.recording.Recordings;
import org.hextet.endpoints.timeline.ConnectListener;
import org.hextet.endpoints.timeline.ConnectObserver;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several observers as one, whose faults harm nobody: what they throw is logged. */
public final class Observers implements ConnectObserver {

    private final List<ConnectObserver> observers;

    /** Classes whose fault stands in the log: one that throws at every connect does not fill it. */
    private final Set<Class<?>> blamed = ConcurrentHashMap.newKeySet();

    /**
     * Those given, in that order.
     *
     * @param observers each hears of every connect
     */
    public Observers(List<ConnectObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    /**
     * Those of the process.
     *
     * @return the same each time
     */
    public static Observers ofProcess() {
        return OfProcess.OBSERVERS;
    }

    /** Found when the first connect asks. */
    private static final class OfProcess {

        static final Observers OBSERVERS = found();

        private static Observers found() {
            ServiceSearch<ConnectObserver> search = ServiceSearch.of(ConnectObserver.class);
            search.broken().forEach(why -> Log.LOG.warn("an observer of connects cannot be loaded: {}", why));
            List<ConnectObserver> observers = new ArrayList<>(search.services());
            Recordings.observer().ifPresent(observers::add);
            ConnectLog.ofProperty().ifPresent(observers::add);
            return new Observers(observers);
        }
    }

    /** Made when there is something to say: a log's start is slow. */
    private static final class Log {
        static final Logger LOG = LoggerFactory.getLogger(Observers.class);
    }

    @Override
    public ConnectListener begun(String name, int port) {
        if (observers.isEmpty()) {
            return IGNORING;
        }
        List<ConnectListener> listeners = new ArrayList<>(observers.size());
        for (ConnectObserver observer : observers) {
            guarded(observer, () -> {
                ConnectListener listener = observer.begun(name, port);
                if (listener != IGNORING) {
                    listeners.add(Objects.requireNonNull(listener, "begun gave null for a listener"));
                }
            });
        }
        return listeners.isEmpty() ? IGNORING : new Guarded(listeners);
    }

    private final class Guarded implements ConnectListener {

        private final List<ConnectListener> listeners;

        Guarded(List<ConnectListener> listeners) {
            this.listeners = listeners;
        }

        @Override
        public void happened(TimelineEvent event) {
            for (ConnectListener listener : listeners) {
                guarded(listener, () -> listener.happened(event));
            }
        }

        @Override
        public void decided(Timeline timeline) {
            for (ConnectListener listener : listeners) {
                guarded(listener, () -> listener.decided(timeline));
            }
        }
    }

    private void guarded(Object whose, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error thrown) {
            if (blamed.add(whose.getClass())) {
                Log.LOG.warn(
                        "an observer of connects, {}, threw; what it throws from now on is not logged",
                        whose.getClass().getName(),
                        thrown);
            }
        }
    }
}
