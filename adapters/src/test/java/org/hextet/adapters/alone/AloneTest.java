package org.hextet.adapters.alone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.adapters.TwoFamilies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program without any of the libraries that are adapted: nothing is missing, and nothing is complained of. */
@Timeout(60)
class AloneTest {

    private static final List<String> LIBRARIES =
            List.of("okhttp", "okio", "kotlin", "netty", "grpc", "micrometer", "guava", "postgresql", "mariadb");

    @Test
    void it_connects_from_the_class_path() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, TwoFamilies.ipv4())) {
            assertEquals("both.test/127.0.0.1\n", said(List.of("-cp", joined(path())), server));
        }
    }

    @Test
    void it_connects_from_the_module_path() throws Exception {
        List<String> tests =
                path().filter(place -> place.contains("test-classes")).toList();
        List<String> options = List.of(
                "-p",
                joined(path().filter(place -> !tests.contains(place))),
                "--add-modules",
                "org.hextet.adapters,org.hextet.nio,org.hextet.resolver.jdk",
                "--patch-module",
                "org.hextet.adapters=" + joined(tests.stream()),
                "-m",
                "org.hextet.adapters/" + OneConnect.class.getName());

        try (ServerSocket server = new ServerSocket(0, 50, TwoFamilies.ipv4())) {
            assertEquals("both.test/127.0.0.1\n", said(options, server));
        }
    }

    /** This JVM's, less the libraries: this test runs on the class path. */
    private static Stream<String> path() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(place -> LIBRARIES.stream()
                        .noneMatch(Path.of(place).getFileName().toString()::contains));
    }

    private static String joined(Stream<String> places) {
        return places.collect(Collectors.joining(File.pathSeparator));
    }

    private static String said(List<String> options, ServerSocket server) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djdk.net.hosts.file=" + System.getProperty("jdk.net.hosts.file"));
        command.addAll(options);
        if (options.get(0).equals("-cp")) {
            command.add(OneConnect.class.getName());
        }
        command.addAll(List.of("both.test", Integer.toString(server.getLocalPort())));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it does not end");
        return said;
    }
}
