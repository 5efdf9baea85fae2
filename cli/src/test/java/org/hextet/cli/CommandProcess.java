package org.hextet.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The command in a JVM of its own, with the modules of this one. */
final class CommandProcess implements AutoCloseable {

    /** Only a hang is longer. */
    private static final long GUARD_SECONDS = 60;

    private final Process process;
    private final CompletableFuture<String> err;
    private final BlockingQueue<String> errLines = new LinkedBlockingQueue<>();
    private final BufferedReader lines;

    private CommandProcess(Process process, boolean hasOutput) {
        this.process = process;
        this.err = Background.supply(() -> errText(process.getErrorStream()));
        this.lines = hasOutput
                ? new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                : new BufferedReader(new InputStreamReader(InputStream.nullInputStream(), StandardCharsets.UTF_8));
    }

    static CommandProcess start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    static CommandProcess start(List<String> jvmOptions, String... arguments) throws IOException {
        return new CommandProcess(new ProcessBuilder(words(jvmOptions, arguments)).start(), true);
    }

    /** As the program that another one starts, such as a service manager. */
    static CommandProcess startBy(List<String> launcher, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(launcher);
        words.addAll(words(List.of(), arguments));
        return new CommandProcess(new ProcessBuilder(words).start(), true);
    }

    /** With its standard output to a file or a device. */
    static CommandProcess startInto(File output, String... arguments) throws IOException {
        return new CommandProcess(
                new ProcessBuilder(words(List.of(), arguments))
                        .redirectOutput(output)
                        .start(),
                false);
    }

    /** As words of a shell command. */
    static List<String> words(List<String> jvmOptions, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(System.getProperty("java.home") + "/bin/java");
        words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        words.addAll(jvmOptions);
        String modules = System.getProperty("jdk.module.path");
        String classes = System.getProperty("java.class.path");
        if (modules == null) {
            words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classes, Hextet.class.getName()));
        } else {
            // As the launcher grants it.
            words.add("--enable-native-access=org.hextet.epoll");
            words.addAll(List.of("-p", modules, "-m", "org.hextet.cli/" + Hextet.class.getName()));
        }
        words.addAll(List.of(arguments));
        return words;
    }

    private String errText(InputStream stream) throws IOException {
        StringBuilder text = new StringBuilder();
        BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            text.append(line).append('\n');
            errLines.add(line);
        }
        return text.toString();
    }

    /** The next line of standard error. */
    String errLine() throws InterruptedException {
        String line = errLines.poll(GUARD_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new IllegalStateException("no further line on standard error");
        }
        return line;
    }

    /** The next line of standard output; null at its end. */
    String line() throws IOException {
        return lines.readLine();
    }

    /** All that is left of standard output. */
    String rest() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = lines.read(); c >= 0; c = lines.read()) {
            text.append((char) c);
        }
        return text.toString();
    }

    /** The next characters of standard output. */
    String rest(int count) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = 0; text.length() < count && c >= 0; ) {
            c = lines.read();
            text.append((char) c);
        }
        return text.toString();
    }

    /** Standard output up to such a text, or to its end where there is none. */
    String restUntil(String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (int c = lines.read(); c >= 0; c = lines.read()) {
            seen.append((char) c);
            if (seen.length() >= text.length() && seen.indexOf(text, seen.length() - text.length()) >= 0) {
                break;
            }
        }
        return seen.toString();
    }

    /** Reads the lines of a server up to "ready". */
    List<Integer> ports() throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (String line = line(); !"ready".equals(line); line = line()) {
            if (line == null || !line.matches("listening (tcp|tls|udp)://.*")) {
                throw new IOException("not a line of a server: " + line + "; " + (line == null ? err.join() : ""));
            }
            ports.add(Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
        }
        return ports;
    }

    /** Standard input, as it is: nothing is held back. */
    OutputStream input() {
        return process.getOutputStream();
    }

    InputStream output() {
        return process.getInputStream();
    }

    void send(String text) throws IOException {
        input().write(text.getBytes(StandardCharsets.UTF_8));
        input().flush();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    long pid() {
        return process.pid();
    }

    int status() throws InterruptedException {
        if (!process.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the command did not end");
        }
        return process.exitValue();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** All of standard error, when it has ended. */
    String err() {
        return err.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
