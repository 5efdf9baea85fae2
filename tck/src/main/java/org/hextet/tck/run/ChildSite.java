package org.hextet.tck.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hextet.tck.CheckResult;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.expect.Slowness;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.lab.JavaCommand;
import org.hextet.tck.lab.Lab;
import org.hextet.tck.lab.LabUnavailableException;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.subject.Subject;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM in an environment, one for all rows: it is sent a row a line and answers a result a line. If it dies, the
 * row that it was on fails, and another takes over.
 */
final class ChildSite implements Site {

    private static final Duration TO_START = Duration.ofSeconds(60);

    /** What the reader leaves when the child's output has ended. */
    private static final String GONE = "";

    private final Environment environment;
    private final Class<?> main;
    private final Optional<Lab> lab;
    private final String whyNot;
    private final boolean isForOneRow;
    private @Nullable Child child;

    private ChildSite(Environment environment, Class<?> main, Optional<Lab> lab, String whyNot, boolean isForOneRow) {
        this.environment = environment;
        this.main = main;
        this.lab = lab;
        this.whyNot = whyNot;
        this.isForOneRow = isForOneRow;
    }

    static ChildSite open(Environment environment) {
        return open(environment, EnvironmentMain.class, false);
    }

    /** The environment stays; each row gets another JVM in it. */
    static ChildSite openForEachAlone(Environment environment) {
        return open(environment, EnvironmentMain.class, true);
    }

    /** With another main class: the TCK's own tests bring checks of their own. */
    static ChildSite open(Environment environment, Class<?> main) {
        return open(environment, main, false);
    }

    private static ChildSite open(Environment environment, Class<?> main, boolean isForOneRow) {
        try {
            return new ChildSite(environment, main, Optional.of(Lab.build(environment)), "", isForOneRow);
        } catch (LabUnavailableException unavailable) {
            return new ChildSite(environment, main, Optional.empty(), unavailable.why(), isForOneRow);
        }
    }

    @Override
    public synchronized Ran run(Catalogue.Entry entry, Subject subject, double guardPart) {
        Row row = entry.row();
        if (lab.isEmpty()) {
            return Ran.cleanly(Results.notRun(row, subject, whyNot));
        }
        Optional<String> unregistered = subject.unregistered();
        if (unregistered.isPresent()) {
            return Ran.cleanly(Results.notRun(
                    row,
                    subject,
                    "runs in a child JVM, which finds providers by ServiceLoader: register " + unregistered.get()));
        }
        Child own = child;
        if (own == null || !own.process.isAlive()) {
            try {
                own = Child.start(environment, main, lab.get());
            } catch (IOException refused) {
                return Ran.cleanly(Results.notRun(row, subject, String.valueOf(refused.getMessage())));
            }
            child = own;
        }
        return ask(own, row, subject, guardPart);
    }

    private Ran ask(Child own, Row row, Subject subject, double guardPart) {
        // The child guards the row itself, twice if the first run left something; this is for a child that hangs as a
        // whole.
        long began = System.nanoTime();
        Duration wait = Patience.wholeWait(guardPart);
        Duration guard = wait.multipliedBy(2L * (2L * row.patience() + 1));
        try {
            Optional<String> answer = own.ask(EnvironmentLine.question(row.id(), subject, guardPart), guard);
            if (answer.isPresent() && !answer.get().equals(GONE)) {
                Ran ran = EnvironmentLine.ran(answer.get(), row, subject);
                if (isForOneRow || !ran.isClean()) {
                    // The next row gets a JVM in which nothing of this one is left.
                    own.end();
                    child = null;
                }
                return ran;
            }
            String how = answer.isPresent() ? "ended (" + own.howItEnded() + ")" : "hung for " + Patience.text(guard);
            own.end();
            child = null;
            CheckResult failed = Results.failed(
                    row, subject, "the JVM" + where() + " " + how + " while it ran this check", List.of());
            return Ran.cleanly(Results.withLog(
                    Results.withTook(failed, Duration.ofNanos(System.nanoTime() - began)), own.lastWords()));
        } catch (IOException gone) {
            own.end();
            child = null;
            return Ran.cleanly(Results.failed(
                    row, subject, "the JVM" + where() + " took no more rows: " + gone.getMessage(), List.of()));
        }
    }

    private String where() {
        return environment == Environment.LOOPBACK ? "" : " in " + environment.text();
    }

    @Override
    public synchronized void close() {
        if (child != null) {
            child.end();
            child = null;
        }
        lab.ifPresent(Lab::close);
    }

    /** The child JVM and the threads that read from it. */
    private static final class Child {

        private static final int KEPT_LINES = 40;

        private final Process process;
        private final Writer questions;
        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>(KEPT_LINES);
        private final Thread atExit;

        private Child(Process process) {
            this.process = process;
            this.questions = process.outputWriter(StandardCharsets.UTF_8);
            this.atExit = new Thread(process::destroyForcibly, "tck child removal");
            Runtime.getRuntime().addShutdownHook(atExit);
            read("answers", process.getInputStream(), answers::add, () -> answers.add(GONE));
            read("words", process.getErrorStream(), this::keep, () -> {});
        }

        static Child start(Environment environment, Class<?> main, Lab lab) throws IOException {
            Child child = new Child(JavaCommand.likeThisOne()
                    .withPrefix(lab.prefix())
                    .withMain(main)
                    .withProperty(Slowness.PROPERTY, Double.toString(Slowness.factor()))
                    .withArguments(environment.text(), lab.farName().orElse("-"))
                    .start());
            Optional<String> word = child.next(TO_START);
            if (word.isEmpty() || !word.get().equals(EnvironmentLine.READY)) {
                String why = word.filter(said -> said.startsWith(EnvironmentLine.NOT_RUN))
                        .map(said -> said.substring(EnvironmentLine.NOT_RUN.length()))
                        .orElseGet(() -> "no JVM could be started in " + environment.text() + ": " + child.lastWords());
                child.end();
                throw new IOException(why);
            }
            return child;
        }

        private static void read(String what, InputStream from, Consumer<String> to, Runnable atEnd) {
            Thread reader = new Thread(
                    () -> {
                        try (BufferedReader lines =
                                new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                                to.accept(line);
                            }
                        } catch (IOException ended) {
                            // As good as the end of its output.
                        }
                        atEnd.run();
                    },
                    "tck child " + what);
            reader.setDaemon(true);
            reader.start();
        }

        private void keep(String line) {
            while (!said.offer(line)) {
                said.poll();
            }
        }

        Optional<String> ask(String question, Duration guard) throws IOException {
            questions.write(question + "\n");
            questions.flush();
            return next(guard);
        }

        /** The next line; {@link #GONE} at the end of its output; nothing if none comes in time. */
        private Optional<String> next(Duration guard) throws IOException {
            long deadline = System.nanoTime() + guard.toNanos();
            try {
                @Nullable String line;
                do {
                    line = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (line != null && !line.equals(GONE) && !EnvironmentLine.isAnswer(line)) {
                        keep(line);
                    }
                } while (line != null && !line.equals(GONE) && !EnvironmentLine.isAnswer(line));
                return Optional.ofNullable(line);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
        }

        String howItEnded() {
            try {
                return process.waitFor(5, TimeUnit.SECONDS) ? "exit " + process.exitValue() : "its output closed";
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        }

        String lastWords() {
            return said.isEmpty() ? "it said nothing" : String.join("\n", said);
        }

        /** Its input's end is its end; if it does not obey, it is killed. */
        void end() {
            try {
                questions.close();
                if (!process.waitFor(3, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
                }
            } catch (IOException gone) {
                process.destroyForcibly();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException shuttingDown) {
                // The hook runs anyway.
            }
        }
    }
}
