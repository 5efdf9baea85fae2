package org.hextet.tck.checks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hextet.tck.rig.Rig;

/**
 * What this process has open of the kinds that a reactor opens, and its threads: to be compared with what it had
 * before.
 */
final class ProcessSockets {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Files come and go with classes that are loaded; these are opened by reactors alone. */
    private static final List<String> KINDS = List.of("socket:", "pipe:", "anon_inode:");

    private final Map<Path, String> descriptors;
    private final Set<Thread> threads;

    private ProcessSockets(Map<Path, String> descriptors, Set<Thread> threads) {
        this.descriptors = descriptors;
        this.threads = threads;
    }

    static ProcessSockets now(Rig rig) throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            throw rig.notRun("/proc/self/fd, to count descriptors");
        }
        Map<Path, String> descriptors = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : all) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (KINDS.stream().anyMatch(target::startsWith)) {
                        descriptors.put(descriptor, target);
                    }
                } catch (IOException closedMeanwhile) {
                    descriptors.remove(descriptor);
                }
            }
        }
        return new ProcessSockets(descriptors, Thread.getAllStackTraces().keySet());
    }

    /** How many there are. */
    int size() {
        return descriptors.size();
    }

    /** Descriptors that were not there then, as the kernel names them. */
    Set<String> openedSince(ProcessSockets then) {
        Set<String> opened = new TreeSet<>(descriptors.values());
        // Several descriptors may lead to one target; new ones lead to new sockets.
        opened.removeAll(then.descriptors.values());
        if (descriptors.size() > then.descriptors.size() && opened.isEmpty()) {
            opened.add((descriptors.size() - then.descriptors.size()) + " more of the same");
        }
        return opened;
    }

    /** Threads that were not there then. */
    Set<String> startedSince(ProcessSockets then) {
        return threads.stream()
                .filter(thread -> !then.threads.contains(thread))
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
