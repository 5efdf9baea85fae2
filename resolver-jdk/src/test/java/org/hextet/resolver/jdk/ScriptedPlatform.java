package org.hextet.resolver.jdk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Answers as a test says, notes what it is asked and by which threads, and can be held stuck. */
final class ScriptedPlatform implements Platform {

    private final Map<String, Platform> script = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Semaphore begun = new Semaphore(0);
    private volatile CountDownLatch held = new CountDownLatch(0);

    /** Literals only, so that nothing is looked up to make them. */
    ScriptedPlatform with(String name, String... literals) {
        return with(name, asked -> {
            List<InetAddress> addresses = new ArrayList<>();
            for (String literal : literals) {
                addresses.add(InetAddress.getByName(literal));
            }
            return addresses.toArray(InetAddress[]::new);
        });
    }

    /** In the words of the JDK: the name, then the text of gai_strerror. */
    ScriptedPlatform failing(String name, String words) {
        return with(name, asked -> {
            throw new UnknownHostException(words.isEmpty() ? asked : asked + ": " + words);
        });
    }

    ScriptedPlatform with(String name, Platform answer) {
        script.put(name, answer);
        return this;
    }

    /** From now on nothing is answered. */
    void hold() {
        held = new CountDownLatch(1);
    }

    /** Everything held is answered. */
    void release() {
        held.countDown();
    }

    /** Waits until so many questions more have come. */
    void awaitAsked(int questions) throws InterruptedException {
        assertTrue(
                begun.tryAcquire(questions, HandTurnedReactor.GUARD_SECONDS, TimeUnit.SECONDS), "asked only " + asked);
    }

    List<String> asked() {
        return asked;
    }

    Set<Thread> threads() {
        return threads;
    }

    @Override
    public InetAddress[] ask(String asciiName) throws UnknownHostException {
        CountDownLatch hold = held;
        asked.add(asciiName);
        threads.add(Thread.currentThread());
        begun.release();
        // As getaddrinfo, which no interrupt ends.
        boolean interrupted = false;
        while (true) {
            try {
                hold.await();
                break;
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Platform answer = script.get(asciiName);
        if (answer == null) {
            throw new UnknownHostException(asciiName + ": Name or service not known");
        }
        return answer.ask(asciiName);
    }
}
