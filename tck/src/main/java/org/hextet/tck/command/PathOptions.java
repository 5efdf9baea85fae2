package org.hextet.tck.command;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where other people's providers lie. The JVM's paths are settled before it starts, so a launcher reads these words and
 * puts them there; what is left for the command is to see that it did.
 */
final class PathOptions {

    @Option(
            names = "--module-path",
            paramLabel = "PATH",
            description =
                    "Jars of modules, or folders full of them, to look for providers in: their.jar:lib. A jar without a"
                            + " module-info is a module too.")
    @Nullable
    String modulePath;

    @Option(
            names = "--class-path",
            paramLabel = "PATH",
            description = "Jars, folders of jars or folders of classes to look for providers in, without modules.")
    @Nullable
    String classPath;

    PathOptions() {}

    /**
     * Insists that the launcher has put them on the JVM's paths.
     *
     * @throws IllegalArgumentException if it has not: says what to do
     */
    void requireLaunched() {
        require("--module-path", modulePath, "jdk.module.path", "java -p");
        require("--class-path", classPath, "java.class.path", "java -cp");
    }

    /** The words that put them on a command line. */
    String text() {
        return word("--module-path", modulePath) + word("--class-path", classPath);
    }

    private static String word(String option, @Nullable String path) {
        if (path == null) {
            return "";
        }
        boolean isPlain = path.matches("[\\w./:=,%+@-]+");
        return " " + option + " " + (isPlain ? path : "'" + path.replace("'", "'\\''") + "'");
    }

    private static void require(String option, @Nullable String given, String property, String instead) {
        List<Path> there = entries(System.getProperty(property, "")).toList();
        if (given != null) {
            entries(given)
                    .filter(entry -> there.stream()
                            .noneMatch(one -> one.equals(entry) || Objects.equals(one.getParent(), entry)))
                    .findFirst()
                    .ifPresent(missing -> {
                        throw new IllegalArgumentException(
                                option + " " + missing + ": it is not on this JVM's path, and"
                                        + " cannot be put there any more; the hextet script does, or write it yourself: "
                                        + instead
                                        + " ..." + File.pathSeparator + missing);
                    });
        }
    }

    private static Stream<Path> entries(String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(entry -> entry.endsWith("/*") ? entry.substring(0, entry.length() - 2) : entry)
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize());
    }
}
