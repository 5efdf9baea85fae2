package org.hextet.tck.checks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hextet.api.spi.Discovery;
import org.hextet.tck.Outcome;
import org.hextet.tck.Report;
import org.hextet.tck.Selection;
import org.hextet.tck.Tck;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.JavaCommand;
import org.hextet.tck.lab.Output;
import org.hextet.tck.matrix.Scope;
import org.hextet.tck.rig.Rig;

/** Rows once more, in a JVM and a C library that speak another language. */
final class OtherLocale {

    /** Languages into which glibc is translated; which of them a host has is found out. */
    private static final List<Locale> LANGUAGES = List.of(
            Locale.GERMANY, Locale.FRANCE, new Locale("es", "ES"), Locale.ITALY, new Locale("pl", "PL"), Locale.JAPAN);

    private static final String UNTRANSLATED = "UNTRANSLATED";
    private static final String RESULT = "RESULT\t";

    private OtherLocale() {}

    /** Runs rows on the transport under test, and fails if one does not pass that could be run. */
    static void rerun(Rig rig, List<String> ids) throws Exception {
        if (Discovery.transports().stream().noneMatch(found -> found.name().equals(rig.transport()))) {
            throw rig.notRun(
                    "runs in a child JVM, which finds transports by ServiceLoader: register " + rig.transport());
        }
        Path made = Files.createTempDirectory("tck-locale");
        rig.closing(() -> delete(made));
        List<String> arguments = new ArrayList<>(List.of(rig.transport()));
        arguments.addAll(ids);
        for (Locale language : LANGUAGES) {
            JavaCommand child = rig.child()
                    .withLocale(language)
                    .withMain(OtherLocale.class)
                    .withArguments(arguments.toArray(new String[0]));
            if (!isInstalled(language)) {
                if (!make(language, made)) {
                    continue;
                }
                child = child.withEnvironment("LOCPATH", made.toString());
            }
            Output output = child.run(Patience.guard().multipliedBy(4));
            if (output.exit() != 0) {
                throw rig.fail("in locale " + language + " the child JVM ended with " + output.exit() + ": "
                        + output.lastWord());
            }
            if (!output.stdout().contains(UNTRANSLATED)) {
                judge(rig, language, ids, output.stdout());
                return;
            }
        }
        throw rig.notRun("no locale is installed in which the C library speaks another language");
    }

    private static void judge(Rig rig, Locale language, List<String> ids, String stdout) {
        List<String[]> results = stdout.lines()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> line.split("\t", 4))
                .toList();
        for (String[] result : results) {
            rig.expect(
                    !result[2].equals(Outcome.FAIL.name()),
                    "in locale " + language + ", " + result[1] + " fails: " + result[3]);
        }
        for (String id : ids) {
            rig.expect(
                    results.stream().anyMatch(result -> result[1].equals(id)),
                    "in locale " + language + ", " + id + " gave no result");
        }
        Optional<String[]> notRun = results.stream()
                .filter(result -> result[2].equals(Outcome.NOT_RUN.name()))
                .findFirst();
        if (notRun.isPresent()) {
            throw rig.notRun(notRun.get()[1] + ": " + notRun.get()[3]);
        }
    }

    private static boolean isInstalled(Locale language) {
        String name = language.getLanguage() + "_" + language.getCountry() + ".utf8";
        try {
            Process list = new ProcessBuilder("locale", "-a").start();
            try {
                String names =
                        new String(list.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                return names.lines()
                        .anyMatch(one -> one.replace("UTF-8", "utf8").equals(name));
            } finally {
                list.destroyForcibly();
            }
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    /** Builds the locale from the host's sources, for these children only. */
    private static boolean make(Locale language, Path folder) throws InterruptedException {
        String name = language.getLanguage() + "_" + language.getCountry();
        try {
            Process build = new ProcessBuilder(
                            "localedef",
                            "--no-archive",
                            "-i",
                            name,
                            "-f",
                            "UTF-8",
                            folder.resolve(name + ".UTF-8").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return build.waitFor(Patience.guard().toMillis(), TimeUnit.MILLISECONDS) && build.exitValue() == 0;
            } finally {
                build.destroyForcibly();
            }
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * The child.
     *
     * @param arguments the transport, and the ids of the rows
     * @throws IOException if there is no loopback
     */
    public static void main(String[] arguments) throws IOException {
        if (isEnglish()) {
            System.out.println(UNTRANSLATED);
            System.exit(0);
        }
        List<String> words = List.of(arguments);
        Report report = Tck.run(
                Selection.everything()
                        .withTransports(words.subList(0, 1))
                        .withIds(Set.copyOf(words.subList(1, words.size())))
                        .withScopes(EnumSet.of(Scope.TRANSPORT)),
                (result, done, all) -> {});
        report.results()
                .forEach(result -> System.out.println(
                        RESULT + result.row().id() + "\t" + result.outcome() + "\t" + result.detail()));
        System.exit(0);
    }

    /** Whether the C library says "Connection refused" when it means that. */
    private static boolean isEnglish() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, loopback)) {
            port = gone.getLocalPort();
        }
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress(loopback, port));
            return true;
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage()).contains("refused");
        }
    }
}
