package org.hextet.tck.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes network namespaces and removes them: as root, or in a user namespace of its own ({@code unshare -Urnm}). Names
 * are unique to this process; what a killed one left is removed by the next, with the processes that still run there.
 */
public final class Namespaces implements AutoCloseable {

    private static final String MARK = "hxt-";
    private static final Path NAMED = Path.of("/run/netns");
    /** As {@link ProcessBuilder} says it. */
    private static final String NO_SUCH_PROGRAM = "Cannot run program \"ip\"";

    private static final Duration TO_END = Duration.ofSeconds(5);
    private static final long POLL_NANOS = 2_000_000;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Words before each command that bring it where the namespaces are. */
    private final List<String> enter;

    private final Optional<Process> holder;
    private final List<String> names = new ArrayList<>();
    private final Thread atExit = new Thread(this::removeAll, "tck lab removal");

    private Namespaces(List<String> enter, Optional<Process> holder) {
        this.enter = List.copyOf(enter);
        this.holder = holder;
    }

    /**
     * Finds out whether namespaces can be made here, and how.
     *
     * @return to make some
     * @throws LabUnavailableException if they cannot: says why not as root, and why not in a user namespace
     */
    public static Namespaces open() throws LabUnavailableException {
        Namespaces asRoot = new Namespaces(List.of(), Optional.empty());
        removeAbandoned();
        LabFolder.removeAbandoned();
        Optional<String> why = asRoot.probe();
        if (why.isEmpty()) {
            return asRoot.hooked();
        }
        Namespaces asUser;
        try {
            asUser = inUserNamespace();
        } catch (IOException refused) {
            throw new LabUnavailableException(
                    "no network namespaces: " + why.get() + "; unshare -Urnm: " + refused.getMessage());
        }
        Optional<String> alsoWhy = asUser.probe();
        if (alsoWhy.isPresent()) {
            asUser.removeAll();
            throw new LabUnavailableException(
                    "no network namespaces: " + why.get() + "; within unshare -Urnm: " + alsoWhy.get());
        }
        return asUser.hooked();
    }

    private Namespaces hooked() {
        Runtime.getRuntime().addShutdownHook(atExit);
        return this;
    }

    /** The only proof that it works is to do it. */
    private Optional<String> probe() {
        try {
            String name = add("probe");
            run("ip", "netns", "exec", name, "true");
            remove(name);
            return Optional.empty();
        } catch (IOException refused) {
            removeAll();
            String why = String.valueOf(refused.getMessage());
            return Optional.of(why.startsWith(NO_SUCH_PROGRAM) ? why + "; ip is part of iproute2" : why);
        }
    }

    /** A process that holds a user, mount and network namespace as long as its input is open. */
    private static Namespaces inUserNamespace() throws IOException {
        Process holder = new ProcessBuilder(
                        "unshare", "-Urnm", "sh", "-c", "mount -t tmpfs tmpfs /run && echo ready && exec cat")
                .redirectErrorStream(true)
                .start();
        String word = holder.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"ready".equals(word)) {
            holder.destroyForcibly();
            throw new IOException(word == null ? "said nothing" : word);
        }
        List<String> enter =
                List.of("nsenter", "--preserve-credentials", "-U", "-m", "-n", "-t", Long.toString(holder.pid()));
        return new Namespaces(enter, Optional.of(holder));
    }

    /**
     * Makes a namespace, with its loopback up and no duplicate address detection.
     *
     * @param label the last part of its name
     * @return its name
     * @throws IOException what {@code ip} said
     */
    public String add(String label) throws IOException {
        String name = MARK + Owner.thisProcess().mark() + "-" + NUMBER.incrementAndGet() + "-" + label;
        synchronized (names) {
            names.add(name);
        }
        run("ip", "netns", "add", name);
        // A tentative address cannot be bound, and detection takes a second or two.
        sysctl(name, "net.ipv6.conf.all.accept_dad", "0");
        sysctl(name, "net.ipv6.conf.default.accept_dad", "0");
        run("ip", "-n", name, "link", "set", "lo", "up");
        return name;
    }

    /**
     * Removes a namespace, with all links in it. Processes that still run there are killed: they would keep it.
     *
     * @param name as {@link #add} gave it
     * @throws IOException what {@code ip} said
     */
    public void remove(String name) throws IOException {
        synchronized (names) {
            names.remove(name);
        }
        endProcesses(run("ip", "netns", "pids", name));
        run("ip", "netns", "delete", name);
    }

    /** One number a line. What they start meanwhile ends with its pipes, or is found by the next. */
    private static void endProcesses(String pids) {
        pids.lines()
                .map(String::strip)
                .filter(pid -> !pid.isEmpty())
                .forEach(pid -> ProcessHandle.of(Long.parseLong(pid))
                        .filter(process -> !process.equals(ProcessHandle.current()))
                        .ifPresent(Namespaces::end));
    }

    /** It may be nobody's child by now: then nothing tells of its end. */
    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        long deadline = System.nanoTime() + TO_END.toNanos();
        while (!Owner.hasEnded(process.pid()) && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /**
     * Sets a kernel parameter, if this kernel has it.
     *
     * @param name of the namespace
     * @param parameter for example {@code net.ipv4.tcp_syn_retries}
     * @param value for example {@code 2}
     * @throws IOException if the kernel refuses the value
     */
    public void sysctl(String name, String parameter, String value) throws IOException {
        String file = "/proc/sys/" + parameter.replace('.', '/');
        run("ip", "netns", "exec", name, "sh", "-c", "[ ! -e \"$1\" ] || echo \"$2\" > \"$1\"", "sh", file, value);
    }

    /**
     * Runs a command where the namespaces are.
     *
     * @param command for example {@code ip}, {@code -n}, NAME, {@code link}
     * @return what it printed
     * @throws IOException if it fails: with its last word
     */
    public String run(String... command) throws IOException {
        List<String> words = new ArrayList<>(enter);
        words.addAll(List.of(command));
        Output output = Commands.run(words);
        if (output.exit() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.lastWord());
        }
        return output.stdout();
    }

    /**
     * The words before a command that start it in a namespace.
     *
     * @param name of the namespace
     * @return for example {@code ip netns exec NAME}
     */
    public List<String> prefix(String name) {
        List<String> words = new ArrayList<>(enter);
        words.addAll(List.of("ip", "netns", "exec", name));
        return words;
    }

    /** Removes every namespace, and with it every link and process name that this made. */
    @Override
    public void close() {
        removeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook runs, or has run: nothing is left to take back.
        }
    }

    private void removeAll() {
        List<String> left;
        synchronized (names) {
            left = List.copyOf(names);
        }
        for (String name : left) {
            try {
                remove(name);
            } catch (IOException gone) {
                // Never made, or removed already.
            }
        }
        holder.ifPresent(Namespaces::end);
    }

    /** With its holder a user namespace goes, and all that is in it. */
    private static void end(Process holder) {
        holder.destroy();
        try {
            if (!holder.waitFor(5, TimeUnit.SECONDS)) {
                holder.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            holder.destroyForcibly();
        }
    }

    private static void removeAbandoned() {
        if (!Files.isDirectory(NAMED)) {
            return;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(NAMED, MARK + "*")) {
            for (Path one : all) {
                String name = one.getFileName().toString();
                Optional<Owner> owner = Owner.of(name.substring(MARK.length()).split("-", 2)[0]);
                if (owner.isPresent() && owner.get().isGone()) {
                    // Another process may remove it at the same time: what one has done fails for the other.
                    endProcesses(
                            Commands.run(List.of("ip", "netns", "pids", name)).stdout());
                    Commands.run(List.of("ip", "netns", "delete", name));
                }
            }
        } catch (IOException notOurs) {
            // Somebody else's to remove, then.
        }
    }
}
