package org.hextet.endpoints.observers;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hextet.endpoints.timeline.ConnectListener;
import org.hextet.endpoints.timeline.ConnectObserver;

/** Found by {@link java.util.ServiceLoader}, where these tests run on the class path. */
public final class FoundObserver implements ConnectObserver {

    static final List<String> DECIDED = new CopyOnWriteArrayList<>();

    @Override
    public ConnectListener begun(String name, int port) {
        return timeline -> DECIDED.add(name + " " + port + " " + timeline.outcome());
    }
}
