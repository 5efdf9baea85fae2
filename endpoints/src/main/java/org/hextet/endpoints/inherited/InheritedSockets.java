package org.hextet.endpoints.inherited;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;

/** The sockets that were handed to this process, and which of them are in use: each is adopted once. Thread-safe. */
public final class InheritedSockets {

    /** SD_LISTEN_FDS_START. */
    private static final int FIRST_DESCRIPTOR = 3;

    /** What sd_listen_fds_with_names(3) calls sockets without a name. */
    private static final String NAMELESS = "unknown";

    /** No process has so many descriptors; a larger number is no count. */
    private static final int MOST = 1 << 20;

    private static final InheritedSockets OF_THIS_PROCESS = new InheritedSockets(ActivationVariables.ofThisProcess());

    private final ActivationVariables variables;
    private final Set<Integer> adopted = new HashSet<>();

    /**
     * Sockets as the variables tell of them.
     *
     * @param variables of a process
     */
    public InheritedSockets(ActivationVariables variables) {
        this.variables = variables;
    }

    /**
     * Those of this process.
     *
     * @return the same at every call
     */
    public static InheritedSockets ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /**
     * Takes the sockets of a name, all of them: from now on nobody else gets them.
     *
     * @param name a name; or, where no socket has it, a number that counts all of them from 0
     * @return at least one, in the order in which they were handed down
     * @throws IOException of kind not-available if there are none, or of kind in-use if one of them was taken before
     */
    public List<InheritedSocket> claim(String name) throws IOException {
        List<InheritedSocket> all = all(name);
        List<InheritedSocket> wanted =
                all.stream().filter(socket -> socket.name().equals(name)).toList();
        if (wanted.isEmpty() && name.matches("[0-9]{1,6}") && Integer.parseInt(name) < all.size()) {
            wanted = List.of(all.get(Integer.parseInt(name)));
        }
        if (wanted.isEmpty()) {
            throw unavailable(name, "no inherited socket has that name; there are " + listed(all));
        }
        synchronized (adopted) {
            for (InheritedSocket socket : wanted) {
                if (adopted.contains(socket.descriptor())) {
                    throw Failures.of(
                            new Facts(FailureKind.IN_USE, "listen"),
                            text(name) + ": descriptor " + socket.descriptor() + " was adopted before in this process;"
                                    + " an inherited socket is adopted once",
                            null);
                }
            }
            wanted.forEach(socket -> adopted.add(socket.descriptor()));
        }
        return wanted;
    }

    /**
     * Gives back a socket that could not be adopted: its descriptor is as it was.
     *
     * @param socket of {@link #claim}
     */
    public void giveBack(InheritedSocket socket) {
        synchronized (adopted) {
            adopted.remove(socket.descriptor());
        }
    }

    private List<InheritedSocket> all(String name) throws IOException {
        String pid = variables.listenPid().orElse("");
        if (variables.listenFds().isEmpty()) {
            throw unavailable(
                    name,
                    "this process has inherited no sockets (LISTEN_FDS is not set); was it started by systemd with a"
                            + " .socket unit, or by systemd-socket-activate?");
        }
        if (!pid.equals(Long.toString(variables.processId()))) {
            throw unavailable(
                    name,
                    "the inherited sockets are of another process (LISTEN_PID is " + (pid.isEmpty() ? "not set" : pid)
                            + ", this is " + variables.processId()
                            + "); start the JVM itself, or from a script by exec");
        }
        int count = count(name, variables.listenFds().get());
        List<InheritedSocket> all = new ArrayList<>(count);
        List<String> names = names(name, count);
        for (int i = 0; i < count; i++) {
            all.add(new InheritedSocket(names.get(i), FIRST_DESCRIPTOR + i));
        }
        return all;
    }

    private static int count(String name, String listenFds) throws IOException {
        if (!listenFds.matches("[0-9]{1,7}") || Integer.parseInt(listenFds) > MOST) {
            throw unavailable(name, "LISTEN_FDS is \"" + listenFds + "\", no number of sockets");
        }
        int count = Integer.parseInt(listenFds);
        if (count == 0) {
            throw unavailable(name, "this process has inherited no sockets (LISTEN_FDS is 0)");
        }
        return count;
    }

    private List<String> names(String name, int count) throws IOException {
        if (variables.listenFdNames().isEmpty()) {
            return java.util.Collections.nCopies(count, NAMELESS);
        }
        List<String> names = List.of(variables.listenFdNames().get().split(":", -1));
        if (names.size() != count) {
            throw unavailable(
                    name, "LISTEN_FDNAMES has " + names.size() + " names for the " + count + " sockets of LISTEN_FDS");
        }
        return names;
    }

    private static String listed(List<InheritedSocket> all) {
        return all.stream().map(InheritedSocket::name).collect(Collectors.toCollection(LinkedHashSet::new)).stream()
                        .map(each -> "\"" + each + "\"")
                        .collect(Collectors.joining(", "))
                + ", or by number 0 to " + (all.size() - 1);
    }

    private static IOException unavailable(String name, String why) {
        return Failures.of(new Facts(FailureKind.NOT_AVAILABLE, "listen"), text(name) + ": " + why, null);
    }

    private static String text(String name) {
        return "listen on systemd:" + name;
    }
}
