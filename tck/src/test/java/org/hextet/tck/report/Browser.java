package org.hextet.tck.report;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hextet.endpoints.json.Json;

/**
 * Chromium without a window and without a network, driven through the pipe of its DevTools: commands go in at
 * descriptor 3 and answers come out at 4, each ended by a zero byte. Needs nothing but the browser, and a kernel that
 * gives it a network namespace.
 */
final class Browser implements AutoCloseable {

    private static final Pattern VALUE = Pattern.compile("\"value\":\"([A-Za-z0-9+/=]*)\"");
    private static final Pattern DATA = Pattern.compile("\"data\":\"([A-Za-z0-9+/=]*)\"");
    private static final Pattern TARGET = Pattern.compile("\"targetId\":\"([^\"]+)\"");
    private static final Pattern SESSION = Pattern.compile("\"sessionId\":\"([^\"]+)\"");

    private final Path profile;
    private final Process process;
    private final OutputStream commands;
    private final BufferedInputStream answers;
    private String session = "";
    private int sent;

    private Browser(Path profile, Process process) {
        this.profile = profile;
        this.process = process;
        this.commands = process.getOutputStream();
        this.answers = new BufferedInputStream(process.getInputStream());
    }

    /** Where the program is; empty if this host has none. */
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether this host gives a process a network of its own, so that whatever a page asks for reaches nobody. */
    static boolean canIsolate() throws IOException, InterruptedException {
        Process tried = new ProcessBuilder("unshare", "-n", "true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return tried.waitFor() == 0;
    }

    static Browser start(Path program) throws IOException {
        Path profile = Files.createTempDirectory("hextet-browser");
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-n",
                "sh",
                "-c",
                "exec \"$@\" 3<&0 4>&1 1>&2 0</dev/null",
                "sh",
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--remote-debugging-pipe",
                "--user-data-dir=" + profile,
                "--no-first-run",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-background-networking",
                "--hide-scrollbars"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Browser(profile, process);
    }

    /** Loads a page and waits until its script has run. */
    void open(Path page, String hash) throws IOException {
        String target = first(TARGET, send("Target.createTarget", "{\"url\":\"about:blank\"}"));
        session = first(SESSION, send("Target.attachToTarget", "{\"targetId\":\"" + target + "\",\"flatten\":true}"));
        send("Page.enable", "{}");
        send("Page.navigate", "{\"url\":\"" + page.toUri() + hash + "\"}");
        until("document.documentElement?.dataset.ready === 'true'");
    }

    /** What a window this large looks like from now on. */
    void resize(int width, int height, boolean isDark) throws IOException {
        send(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":false}");
        send(
                "Emulation.setEmulatedMedia",
                "{\"media\":\"\",\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\""
                        + (isDark ? "dark" : "light")
                        + "\"},{\"name\":\"prefers-reduced-motion\",\"value\":\"reduce\"}]}");
    }

    /** What it looks like on paper. */
    void paper() throws IOException {
        send("Emulation.setEmulatedMedia", "{\"media\":\"print\"}");
    }

    /** The value of a JavaScript expression, as text. */
    String evaluate(String expression) throws IOException {
        // In base64: an answer then holds nothing that must be parsed.
        String wrapped = "(() => { const value = String(" + expression
                + "); return btoa(String.fromCharCode(...new TextEncoder().encode(value))); })()";
        String answer = send("Runtime.evaluate", "{\"expression\":" + Json.of(wrapped) + "}");
        return new String(Base64.getDecoder().decode(first(VALUE, answer)), StandardCharsets.UTF_8);
    }

    /** Waits until an expression is true; a hung browser is ended by the test's own time. */
    void until(String expression) throws IOException {
        while (!evaluate(expression).equals("true")) {
            Thread.onSpinWait();
        }
    }

    /** Presses a key where the focus is. */
    void press(String key) throws IOException {
        String text = key.length() == 1 ? ",\"text\":\"" + key + "\"" : key.equals("Enter") ? ",\"text\":\"\\r\"" : "";
        int code = switch (key) {
            case "Enter" -> 13;
            case "Escape" -> 27;
            case "ArrowLeft" -> 37;
            case "ArrowUp" -> 38;
            case "ArrowRight" -> 39;
            case "ArrowDown" -> 40;
            default -> 0;
        };
        for (String type : List.of("keyDown", "keyUp")) {
            send(
                    "Input.dispatchKeyEvent",
                    "{\"type\":\"" + type + "\",\"key\":\"" + key + "\",\"windowsVirtualKeyCode\":" + code
                            + (type.equals("keyDown") ? text : "") + "}");
        }
    }

    /** Types text where the focus is. */
    void type(String text) throws IOException {
        send("Input.insertText", "{\"text\":" + Json.of(text) + "}");
    }

    /** As PNG: the window, or all of the page. */
    byte[] screenshot(boolean isWhole) throws IOException {
        String answer =
                send("Page.captureScreenshot", "{\"format\":\"png\",\"captureBeyondViewport\":" + isWhole + "}");
        return Base64.getDecoder().decode(first(DATA, answer));
    }

    private String send(String method, String parameters) throws IOException {
        int id = ++sent;
        String command = "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters
                + (session.isEmpty() ? "" : ",\"sessionId\":\"" + session + "\"") + "}\0";
        commands.write(command.getBytes(StandardCharsets.UTF_8));
        commands.flush();
        String answer = read();
        while (!answer.startsWith("{\"id\":" + id + ",")) {
            answer = read();
        }
        if (answer.contains("\"error\":{") || answer.contains("\"exceptionDetails\":")) {
            throw new IOException(method + " " + parameters + ": " + answer);
        }
        return answer;
    }

    private String read() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int read = answers.read(); read != 0; read = answers.read()) {
            if (read < 0) {
                throw new IOException("the browser has ended");
            }
            message.write(read);
        }
        return message.toString(StandardCharsets.UTF_8);
    }

    private static String first(Pattern pattern, String answer) throws IOException {
        Matcher matcher = pattern.matcher(answer);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + answer);
        }
        return matcher.group(1);
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        try {
            commands.write("{\"id\":0,\"method\":\"Browser.close\"}\0".getBytes(StandardCharsets.UTF_8));
            commands.flush();
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException hasEnded) {
            // Then there is nothing to end.
        }
        all.forEach(ProcessHandle::destroyForcibly);
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
