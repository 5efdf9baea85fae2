package org.hextet.tck;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The threads and descriptors of this process, to be compared with a later count. Sockets and the ports they hold are among the
 * descriptors. Where there is no /proc only threads are counted.
 */
final class Census {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Threads that the JDK starts for the process when it first needs them, and keeps or ends as it likes. */
    private static final List<String> OF_THE_JDK = List.of(
            "process reaper",
            "ForkJoinPool.commonPool-",
            "CompletableFutureDelayScheduler",
            "Common-Cleaner",
            "Cleaner-",
            "Attach Listener",
            "Notification Thread",
            "VirtualThread-unparker",
            "ForkJoinPool-1-worker");

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
        List<String> left = left();
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            left = left();
        }
        return left;
    }

    private List<String> left() {
        List<String> left = new ArrayList<>();
        for (Thread thread : threadsNow()) {
            if (!threads.contains(thread)) {
                left.add("thread \"" + thread.getName() + "\"");
            }
        }
        Map<String, Integer> now = descriptorsNow();
        SocketTable sockets = new SocketTable();
        new TreeMap<>(now).forEach((target, count) -> {
            int more = count - descriptors.getOrDefault(target, 0);
            if (more > 0) {
                left.add((more == 1 ? "descriptor " : more + " descriptors ") + sockets.describe(target));
            }
        });
        return left;
    }

    private static Set<Thread> threadsNow() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> OF_THE_JDK.stream().noneMatch(thread.getName()::startsWith))
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
                    // The descriptor of this very listing.
                    if (!target.startsWith("/proc/")) {
                        targets.merge(target, 1, Integer::sum);
                    }
                } catch (IOException closedMeanwhile) {
                    // Not there any more, so not counted.
                }
            }
        } catch (IOException noDescriptorLeft) {
            throw new IllegalStateException("cannot count descriptors: " + noDescriptorLeft.getMessage(), noDescriptorLeft);
        }
        return targets;
    }
}
