package org.hextet.adapters.jdbc;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of other makers, from its being ready to its end. */
final class ServerProgram implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;

    private ServerProgram(Process process) {
        this.process = process;
    }

    /** Runs a program to its end, which has to be a good one. */
    static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> command + " does not end");
        if (process.exitValue() != 0) {
            fail(command + " failed: " + Files.readString(said));
        }
    }

    /** Starts one, and waits for what it says when it is ready. */
    static ServerProgram start(Path folder, List<String> command, String ready)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.contains(ready)) {
                Thread rest = new Thread(() -> drain(out), "server output");
                rest.setDaemon(true);
                rest.start();
                return new ServerProgram(process);
            }
        }
        return fail(command + " ended: " + said);
    }

    private static void drain(BufferedReader out) {
        try {
            while (out.readLine() != null) {
                // Else it would wait for somebody to read.
            }
        } catch (IOException ended) {
            // That was all.
        }
    }

    /** A program below a folder. */
    static Optional<Path> find(String folder, String program) throws IOException {
        Path start = Path.of(folder);
        if (!Files.isDirectory(start)) {
            return Optional.empty();
        }
        try (Stream<Path> below =
                Files.find(start, 3, (path, facts) -> path.endsWith(program) && Files.isExecutable(path))) {
            return below.sorted().findFirst();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
