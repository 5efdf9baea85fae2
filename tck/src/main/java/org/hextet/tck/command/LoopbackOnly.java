package org.hextet.tck.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.hextet.tck.lab.JavaCommand;

/**
 * A network that is nothing but a loopback: mutants may send where they should not. Where this process has more than
 * that, another JVM runs them in a network namespace of its own.
 */
final class LoopbackOnly {

    /** Brings the loopback up, and becomes what follows. */
    private static final List<String> UP = List.of("sh", "-c", "ip link set lo up && exec \"$0\" \"$@\"");

    private static final List<List<String>> WAYS =
            List.of(List.of("unshare", "--net"), List.of("unshare", "--user", "--map-root-user", "--net", "--mount"));

    private LoopbackOnly() {}

    /**
     * Runs the TCK's main in a namespace, with the paths of this JVM, and hands on what it says.
     *
     * @return its exit status
     * @throws IOException if there is no namespace to be had: says what to do
     */
    static int run(List<String> arguments) throws IOException {
        for (List<String> way : WAYS) {
            List<String> prefix = new ArrayList<>(way);
            prefix.addAll(UP);
            if (status(with(prefix, List.of("true"))) == 0) {
                return status(JavaCommand.likeThisOne()
                        .withPrefix(prefix)
                        .withMain(Main.class)
                        .withArguments(arguments.toArray(new String[0]))
                        .words());
            }
        }
        throw new IOException(
                "mutants may send where they should not, and here is a network: run this where there is none"
                        + " but the loopback (unshare -rn, then ip link set lo up; or a container without a network);"
                        + " a network namespace of its own was not permitted, or unshare or ip is missing");
    }

    private static List<String> with(List<String> prefix, List<String> words) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(words);
        return all;
    }

    private static int status(List<String> words) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(words).inheritIO().start();
        } catch (IOException missing) {
            return -1;
        }
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
