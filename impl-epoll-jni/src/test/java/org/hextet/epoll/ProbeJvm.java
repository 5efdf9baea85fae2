package org.hextet.epoll;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM of this JDK that runs {@link LoadProbe}, since a process loads the library but once. */
final class ProbeJvm {

    private static final String MODULE = "org.hextet.epoll";
    private static final int DEADLINE_SECONDS = 120;

    private final List<String> inside = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> classes = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();

    private ProbeJvm() {}

    /** {@code module}: a jar or a folder. */
    static ProbeJvm onModulePath(Path module) {
        var jvm = new ProbeJvm().with("--enable-native-access=" + MODULE);
        jvm.classes.addAll(List.of(
                "-p",
                Stream.concat(Stream.of(module), dependencies())
                        .map(Path::toString)
                        .collect(Collectors.joining(":")),
                "--patch-module",
                MODULE + "=" + testClasses(),
                "-m",
                MODULE + "/" + LoadProbe.class.getName()));
        return jvm;
    }

    static ProbeJvm onClassPath(Path module) {
        var jvm = new ProbeJvm().with("--enable-native-access=ALL-UNNAMED");
        jvm.classes.addAll(List.of("-cp", module + ":" + testClasses(), LoadProbe.class.getName()));
        return jvm;
    }

    ProbeJvm with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    ProbeJvm withoutGrant() {
        options.removeIf(option -> option.startsWith("--enable-native-access"));
        return this;
    }

    ProbeJvm argument(String argument) {
        classes.add(argument);
        return this;
    }

    ProbeJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** In namespaces of its own, where a shell does something first: mounts. */
    ProbeJvm after(String shell) {
        inside.addAll(List.of("unshare", "-Urm", "sh", "-c", shell + " && exec \"$@\"", "sh"));
        return this;
    }

    /** What it printed; fails if it said anything on standard error. */
    String run() {
        Result result = result();
        if (!result.err().isEmpty()) {
            throw new AssertionError(result.out() + result.err());
        }
        return result.out().strip();
    }

    /** What it printed; the JVM may have given warnings. */
    String runWithWarnings() {
        return result().out().strip();
    }

    private Result result() {
        List<String> command = new ArrayList<>(inside);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(classes);
        Result result = run(command, environment);
        if (result.exit() != 0) {
            throw new AssertionError("ended with " + result.exit() + ": " + result.out() + result.err());
        }
        return result;
    }

    record Result(int exit, String out, String err) {}

    static Result run(List<String> command, Map<String, String> environment) {
        try {
            Path out = Files.createTempFile("probe", ".out");
            Path err = Files.createTempFile("probe", ".err");
            try {
                var builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                // With these a JVM says on standard error what it picked up.
                builder.environment()
                        .keySet()
                        .removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(
                            command + " did not end: " + Files.readString(out) + Files.readString(err));
                }
                return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** The folder of this room's classes. */
    static Path mainClasses() {
        try {
            return Path.of(NativeLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Path testClasses() {
        return mainClasses().resolveSibling("test-classes");
    }

    /** Whatever this JVM has on either path but this room. */
    private static Stream<Path> dependencies() {
        return Stream.of("jdk.module.path", "java.class.path")
                .flatMap(path -> Stream.of(System.getProperty(path, "").split(":")))
                .map(Path::of)
                .filter(path -> !path.equals(mainClasses()) && !path.equals(testClasses()));
    }
}
