package org.hextet.endpoints.listening;

import java.util.List;
import org.hextet.api.ListeningPort;

/** Stops ports and runs something when all of them have stopped. Of the loop only. */
final class Countdown {

    private final Runnable done;
    private int left;

    Countdown(int ports, Runnable done) {
        // One more, so that ports which stop at once do not end it early.
        this.left = ports + 1;
        this.done = done;
    }

    void stop(List<ListeningPort> ports) {
        for (ListeningPort port : ports) {
            port.stopListening().whenComplete((nothing, never) -> one());
        }
        one();
    }

    private void one() {
        left--;
        if (left == 0) {
            done.run();
        }
    }
}
