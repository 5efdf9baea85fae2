package org.hextet.tck.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Commands {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Commands() {}

    static Output run(List<String> command) throws IOException {
        return finish(new ProcessBuilder(command), PATIENCE);
    }

    /** With a short input. */
    static Output run(List<String> command, String input) throws IOException {
        return finish(new ProcessBuilder(command), input, PATIENCE);
    }

    static Output finish(ProcessBuilder builder, Duration atMost) throws IOException {
        return finish(builder, "", atMost);
    }

    private static Output finish(ProcessBuilder builder, String input, Duration atMost) throws IOException {
        Process process = builder.start();
        try {
            give(process, input);
            CompletableFuture<String> stderr = drain("stderr", process.getErrorStream());
            CompletableFuture<String> stdout = drain("stdout", process.getInputStream());
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        String.join(" ", builder.command()) + ": not done after " + atMost.toSeconds() + " s");
            }
            return new Output(process.exitValue(), stdout.join(), stderr.join());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", builder.command()) + ": interrupted", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void give(Process process, String input) throws IOException {
        try (OutputStream stdin = process.getOutputStream()) {
            if (!input.isEmpty()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static CompletableFuture<String> drain(String what, InputStream from) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (from) {
                        text.complete(new String(from.readAllBytes(), StandardCharsets.UTF_8));
                    } catch (IOException | UncheckedIOException gone) {
                        text.complete("");
                    }
                },
                "tck lab " + what);
        reader.setDaemon(true);
        reader.start();
        return text;
    }
}
