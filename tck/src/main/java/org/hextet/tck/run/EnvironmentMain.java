package org.hextet.tck.run;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.lab.FarHost;
import org.hextet.tck.lab.LabHost;
import org.hextet.tck.subject.Subject;

/**
 * The child JVM of an environment: reads rows from standard input, runs them as its parent would, and writes results to
 * standard output. It ends with its input.
 */
final class EnvironmentMain {

    private EnvironmentMain() {}

    /**
     * Obeys until its input ends.
     *
     * @param arguments the environment, and the name of the far host's namespace or {@code -}
     * @throws IOException if its own streams fail
     */
    public static void main(String[] arguments) throws IOException {
        serve(Catalogue.of(Areas.all()), arguments);
    }

    static void serve(Catalogue catalogue, String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // What checks and providers print is no answer.
        System.setOut(System.err);
        Environment environment = Environment.of(arguments[0]);
        Optional<String> unfit = Fitness.problem(environment);
        if (unfit.isPresent()) {
            answers.println(EnvironmentLine.NOT_RUN + unfit.get());
            return;
        }
        Optional<FarHost> far = arguments[1].equals("-")
                ? Optional.empty()
                : Optional.of(FarHost.start(List.of("ip", "netns", "exec", arguments[1])));
        boolean scarce = environment == Environment.FDLIMIT;
        if (scarce) {
            Preload.everyClass();
        }
        WarmUp warmUp = new WarmUp();
        Execution execution = new Execution(Optional.of(LabHost.inside(environment, far)));
        BlockingQueue<String> questions = new LinkedBlockingQueue<>();
        Thread running = new Thread(
                () -> {
                    try {
                        while (true) {
                            String[] words = questions.take().split("\t", -1);
                            answers.println(EnvironmentLine.answer(
                                    run(catalogue, execution, scarce ? warmUp::of : cold -> {}, words)));
                        }
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                "tck rows");
        running.setDaemon(true);
        running.start();
        answers.println(EnvironmentLine.READY);
        // Read apart from what is run: if the parent is killed, this ends also in the middle of a row.
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            questions.add(line);
        }
        far.ifPresent(FarHost::close);
        // A hung provider's threads do not keep this JVM.
        System.exit(0);
    }

    private static Ran run(Catalogue catalogue, Execution execution, Consumer<Subject> warmUp, String[] words) {
        Catalogue.Entry entry = catalogue.entry(words[0]);
        Subject subject;
        try {
            subject = EnvironmentLine.subject(words[1], words[2]);
        } catch (IllegalArgumentException notFound) {
            return Ran.cleanly(
                    Results.notRun(entry.row(), Subject.HOUSE, "in the child JVM: " + notFound.getMessage()));
        }
        warmUp.accept(subject);
        return execution.run(entry, subject, Double.parseDouble(words[3]));
    }
}
