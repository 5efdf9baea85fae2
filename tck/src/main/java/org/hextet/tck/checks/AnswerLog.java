package org.hextet.tck.checks;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.hextet.api.Answers;
import org.hextet.tck.rig.Rig;

/** What one lookup was told, where an answer and a failure are both right. Any thread may look. */
final class AnswerLog implements Answers {

    /** One call: addresses, or if there are none a failure. */
    record Call(StandardProtocolFamily family, List<InetAddress> addresses, Optional<UnknownHostException> failure) {}

    private final CountDownLatch missing;
    private final List<Call> calls = new ArrayList<>();
    private final Set<Thread> threads = new LinkedHashSet<>();

    /** Of a lookup of so many families. */
    AnswerLog(int families) {
        missing = new CountDownLatch(families);
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        add(new Call(family, List.copyOf(addresses), Optional.empty()));
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        add(new Call(family, List.of(), Optional.of(why)));
    }

    private void add(Call call) {
        synchronized (calls) {
            calls.add(call);
            threads.add(Thread.currentThread());
        }
        missing.countDown();
    }

    /** Waits until each family has had a call. All calls so far. */
    List<Call> awaitAll(Rig rig, String name) {
        rig.await(missing, "the answers for " + name);
        return calls();
    }

    List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    Set<Thread> threads() {
        synchronized (calls) {
            return Set.copyOf(threads);
        }
    }
}
