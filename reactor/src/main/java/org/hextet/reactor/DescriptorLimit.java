package org.hextet.reactor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/** The limit of descriptors of this process, read beforehand: when it is reached, nothing can be opened to read it. */
final class DescriptorLimit {

    private static final String WORDS = read();

    private DescriptorLimit() {}

    /** " of N", or nothing where the host does not tell. */
    static String words() {
        return WORDS;
    }

    private static String read() {
        Path limits = Path.of("/proc/self/limits");
        try {
            if (Files.isReadable(limits)) {
                for (String line : Files.readAllLines(limits)) {
                    if (line.startsWith("Max open files")) {
                        return ": the limit is "
                                + new StringTokenizer(line.substring("Max open files".length())).nextToken();
                    }
                }
            }
        } catch (IOException | SecurityException unknown) {
            return "";
        }
        return "";
    }
}
