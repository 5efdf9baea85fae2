package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a killed process leaves, and what labs of several processes do to each other. */
class KilledLabTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A process that builds a lab, fills it, and is killed. */
    public static final class Victim {

        private Victim() {}

        /**
         * Prints what it has made, and waits for its end.
         *
         * @param arguments none
         * @throws Exception whatever comes
         */
        public static void main(String[] arguments) throws Exception {
            Lab lab = Lab.build(Environment.DISTANT);
            FarHost far = FarHost.start(lab.farPrefix());
            List<String> sleeping = new ArrayList<>(lab.prefix());
            sleeping.addAll(List.of("sleep", "1000"));
            Process stray = new ProcessBuilder(sleeping).start();
            System.out.println("namespace " + lab.farName().orElseThrow());
            System.out.println("stray " + stray.pid());
            System.out.println("folder " + steering(lab));
            ProcessHandle.current().children().forEach(child -> System.out.println("child " + child.pid()));
            System.out.println("ready");
            // In the middle of a command of the far host, which nobody answers.
            far.listen("::", FarHost.Behaviour.OBEY).accept(Duration.ofSeconds(1000));
        }

        private static String steering(Lab lab) {
            return lab.prefix().stream()
                    .filter(word -> word.startsWith("HEXTET_LAB_RELAY="))
                    .map(word -> word.substring(word.indexOf('=') + 1))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void a_killed_process_leaves_nothing_when_the_next_lab_is_built() throws Exception {
        Lab.buildOrSkip(Environment.V6ONLY_HOST).close();
        Process victim = JavaCommand.likeThisOne().withMain(Victim.class).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = victim.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null && !line.equals("ready"); line = lines.readLine()) {
                said.add(line);
            }
        } finally {
            // SIGKILL: no hook runs.
            victim.destroyForcibly();
        }
        assertTrue(victim.waitFor(60, TimeUnit.SECONDS));
        String namespace = one(said, "namespace ");
        String owner = namespace.substring(0, namespace.indexOf('-', "hxt-".length()));
        String stray = one(said, "stray ");
        for (String child : all(said, "child ")) {
            if (!child.equals(stray)) {
                assertEnded(child);
            }
        }

        Lab.build(Environment.V6ONLY_HOST).close();

        assertEnded(stray);
        assertEquals(Set.of(), named(owner));
        assertFalse(Files.exists(Path.of(one(said, "folder ")).getParent()));
    }

    private static String one(List<String> said, String key) {
        List<String> all = all(said, key);
        assertEquals(1, all.size(), said.toString());
        return all.get(0);
    }

    private static List<String> all(List<String> said, String key) {
        return said.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .toList();
    }

    private static void assertEnded(String pid) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Owner.hasEnded(Long.parseLong(pid)) && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(2_000_000);
        }
        assertTrue(Owner.hasEnded(Long.parseLong(pid)), pid);
    }

    /** Namespaces of that owner: as root they have names on this host. */
    private static Set<String> named(String owner) throws IOException {
        Set<String> names = new HashSet<>();
        for (String line : Commands.run(List.of("ip", "netns", "list")).stdout().split("\n", -1)) {
            if (line.startsWith(owner)) {
                names.add(line);
            }
        }
        return names;
    }

    /** A process with a lab of its own. */
    public static final class Neighbour {

        private Neighbour() {}

        /**
         * Builds a lab, meets its far host, and removes it, several times.
         *
         * @param arguments none
         * @throws Exception whatever comes
         */
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 3; i++) {
                try (Lab lab = Lab.build(Environment.LAB);
                        FarHost far = FarHost.start(lab.farPrefix());
                        FarHost.FarListener listener = far.listen("fd00::2", FarHost.Behaviour.ECHO)) {
                    Output output = lab.run("sh", "-c", "ip -6 route get fd00::2 && cat /proc/net/dev");
                    boolean isWhole = output.exit() == 0 && output.stdout().contains("veth0");
                    System.out.println(isWhole && listener.port() > 0 ? "whole" : output);
                }
            }
        }
    }

    @Test
    void labs_of_several_processes_do_not_disturb_each_other() throws Exception {
        Lab.buildOrSkip(Environment.LAB).close();
        List<Process> neighbours = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                neighbours.add(
                        JavaCommand.likeThisOne().withMain(Neighbour.class).start());
            }
            for (Process neighbour : neighbours) {
                String output = new String(neighbour.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                String errors = new String(neighbour.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals("whole\nwhole\nwhole\n", output, errors);
            }
        } finally {
            neighbours.forEach(Process::destroyForcibly);
        }
    }
}
