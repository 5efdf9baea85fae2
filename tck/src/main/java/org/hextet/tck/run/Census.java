package org.hextet.tck.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The threads and descriptors of this process, to be compared with a later count. Sockets and the ports they hold are
 * among the descriptors. Where there is no /proc only threads are counted.
 */
final class Census {

    /** So many are named, the rest is counted. */
    private static final int MOST_NAMED = 20;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /**
     * The descriptor of the listing itself, and jars, which a class loader opens when it first needs them and keeps.
     */
    private static final Pattern NOT_COUNTED = Pattern.compile("/proc/\\d+/fd|/.*\\.jar");

    /**
     * Threads that the JDK, and the room of TLS, start for the process when they first need them, and keep or end as
     * they like.
     */
    private static final List<String> OF_THE_PROCESS = List.of(
            "process reaper",
            "ForkJoinPool.commonPool-",
            "CompletableFutureDelayScheduler",
            "Common-Cleaner",
            "Cleaner-",
            "Attach Listener",
            "Notification Thread",
            "VirtualThread-unparker",
            "ForkJoinPool-1-worker",
            "hextet-tls-");

    private final Set<Thread> threads;
    private final Map<String, Integer> descriptors;

    private Census(Set<Thread> threads, Map<String, Integer> descriptors) {
        this.threads = threads;
        this.descriptors = descriptors;
    }

    static Census now() {
        return new Census(threadsNow(), descriptorsNow());
    }

    /** What is there that was not then. Polls for a while, for what ends without telling anybody. */
    List<String> leftAtRest(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Left left = left();
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            left = left();
        }
        return left.describe();
    }

    /** The sockets that are open now and were not then, as people write them. */
    List<String> newSockets() {
        SocketTable sockets = new SocketTable();
        List<String> texts = new ArrayList<>();
        more().forEach((target, count) -> sockets.look(target).ifPresent(texts::add));
        return bounded(texts);
    }

    /** In order; a provider may leave ten thousand. */
    private static List<String> bounded(List<String> texts) {
        Collections.sort(texts);
        if (texts.size() <= MOST_NAMED) {
            return texts;
        }
        List<String> first = new ArrayList<>(texts.subList(0, MOST_NAMED));
        first.add("and " + (texts.size() - MOST_NAMED) + " more");
        return first;
    }

    private Left left() {
        Set<Thread> newThreads = threadsNow();
        newThreads.removeAll(threads);
        return new Left(newThreads, more());
    }

    private Map<String, Integer> more() {
        Map<String, Integer> more = new TreeMap<>();
        descriptorsNow().forEach((target, count) -> {
            int surplus = count - descriptors.getOrDefault(target, 0);
            if (surplus > 0) {
                more.put(target, surplus);
            }
        });
        return more;
    }

    private record Left(Set<Thread> threads, Map<String, Integer> descriptors) {

        boolean isEmpty() {
            return threads.isEmpty() && descriptors.isEmpty();
        }

        List<String> describe() {
            List<String> texts = new ArrayList<>();
            threads.forEach(thread -> texts.add("thread \"" + thread.getName() + "\""));
            if (!descriptors.isEmpty()) {
                SocketTable sockets = new SocketTable();
                descriptors.forEach((target, count) ->
                        texts.add((count == 1 ? "descriptor " : count + " descriptors ") + sockets.describe(target)));
            }
            return bounded(texts);
        }
    }

    private static Set<Thread> threadsNow() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> OF_THE_PROCESS.stream().noneMatch(thread.getName()::startsWith))
                .collect(Collectors.toSet());
    }

    /** How many descriptors lead to each target; sockets are targets of their own. */
    private static Map<String, Integer> descriptorsNow() {
        Map<String, Integer> targets = new HashMap<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return targets;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : all) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (!NOT_COUNTED.matcher(target).matches()) {
                        targets.merge(target, 1, Integer::sum);
                    }
                } catch (IOException closedMeanwhile) {
                    // Not there any more, so not counted.
                }
            }
        } catch (IOException noDescriptorLeft) {
            throw new IllegalStateException(
                    "cannot count descriptors: " + noDescriptorLeft.getMessage(), noDescriptorLeft);
        }
        return targets;
    }
}
