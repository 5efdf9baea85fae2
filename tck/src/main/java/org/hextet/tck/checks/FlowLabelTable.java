package org.hextet.tck.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.hextet.tck.rig.Rig;

/** What the kernel's flow-label manager has in its books: every lease of this network namespace. */
final class FlowLabelTable {

    private static final Path TABLE = Path.of("/proc/net/ip6_flowlabel");

    private FlowLabelTable() {}

    /** One label. Linger and expiry in seconds. */
    record Entry(int users, int linger, long expires) {}

    static void require(Rig rig) {
        if (!isThere()) {
            throw rig.notRun(TABLE + ", to see leases");
        }
    }

    static boolean isThere() {
        return Files.isReadable(TABLE);
    }

    /** Of a label, if it is in the books. */
    static Optional<Entry> entry(int label) {
        try {
            for (String line : Files.readAllLines(TABLE)) {
                String[] words = line.strip().split("\\s+", -1);
                // label, sharing mode, owner, users, linger, expires, destination, options
                if (words.length >= 7 && !words[0].equals("Label") && Integer.parseInt(words[0], 16) == label) {
                    return Optional.of(new Entry(
                            Integer.parseInt(words[3]), Integer.parseInt(words[4]), Long.parseLong(words[5])));
                }
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot read " + TABLE + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** How many sockets hold it. A label that lingers has none. */
    static int users(int label) {
        return entry(label).map(Entry::users).orElse(0);
    }
}
