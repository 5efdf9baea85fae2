package org.hextet.examples.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done in a page of the documentation: its blocks of code that say so in their first line, in order.
 *
 * <pre>{@code
 * ```java file=src/main/java/Main.java     a file to be written
 * ```sh run exit=3                         commands to be run, and their exit status if it is not 0
 * ```text prints                           lines that the commands before have printed, in that order, among others
 * }</pre>
 */
final class Guide {

    private static final String FENCE = "```";

    /** A thing to do. */
    sealed interface Step {}

    /**
     * A file to write.
     *
     * @param path relative
     * @param text its content
     */
    record Write(Path path, String text) implements Step {}

    /**
     * Commands to run.
     *
     * @param script for sh
     * @param exit the status that is promised
     */
    record Run(String script, int exit) implements Step {}

    /**
     * What the last commands are to have printed.
     *
     * @param lines in order, none of them blank
     */
    record Prints(List<String> lines) implements Step {}

    private Guide() {}

    static List<Step> steps(Path page) throws IOException {
        List<Step> steps = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
                step(lines.get(i).substring(FENCE.length()).split(" ", -1), lines.subList(i + 1, end), steps);
                i = end;
            }
        }
        return steps;
    }

    /** The first word is the language, for whoever reads it. */
    private static void step(String[] words, List<String> block, List<Step> steps) {
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if (word.startsWith("file=")) {
                steps.add(new Write(Path.of(word.substring("file=".length())), String.join("\n", block) + "\n"));
            } else if (word.equals("run")) {
                String next = i + 1 < words.length ? words[i + 1] : "exit=0";
                steps.add(new Run(String.join("\n", block) + "\n", Integer.parseInt(next.substring("exit=".length()))));
            } else if (word.equals("prints")) {
                steps.add(new Prints(block.stream()
                        .map(String::stripTrailing)
                        .filter(line -> !line.isEmpty())
                        .toList()));
            }
        }
    }
}
