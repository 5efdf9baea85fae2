package org.hextet.tck;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.tck.matrix.Row;

/**
 * Failures that are known, from a file. It has an entry a line: the id of a row, and if only some providers are meant,
 * the names of a transport, a resolver or both. What follows a {@code #} is a comment.
 *
 * <pre>
 * # abort() ends with a FIN: no SO_LINGER there
 * TCP-024 mine
 * RES-005 jdk        # glibc's text
 * LIM-002
 * </pre>
 *
 * <p>They fail as before; {@link #unexpected} tells what is left when they are taken away.
 */
public final class KnownFailures {

    private final List<Entry> entries;

    private KnownFailures(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** A line of the file. */
    private record Entry(String place, String id, List<String> providers) {

        boolean means(CheckResult result) {
            return id.equals(result.row().id())
                    && providers.stream()
                            .allMatch(name -> isNamed(name, result.transport()) || isNamed(name, result.resolver()));
        }

        /** With its options or without: {@code epoll} is {@code epoll?busy-poll=50us} too. */
        private static boolean isNamed(String name, String provider) {
            return provider.equals(name) || provider.startsWith(name + "?");
        }

        @Override
        public String toString() {
            return place + ": " + id + (providers.isEmpty() ? "" : " " + String.join(" ", providers));
        }
    }

    /**
     * None.
     *
     * @return every failure is unexpected
     */
    public static KnownFailures none() {
        return new KnownFailures(List.of());
    }

    /**
     * Those of a file.
     *
     * @param file in UTF-8
     * @return its entries
     * @throws IOException if it cannot be read, or a line of it is no entry: names file and line, and what to write
     */
    public static KnownFailures read(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException missing) {
            throw new IOException("known failures: there is no file " + file, missing);
        } catch (MalformedInputException binary) {
            throw new IOException("known failures: " + file + " is no text in UTF-8", binary);
        } catch (IOException unreadable) {
            throw new IOException("known failures: cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
        Set<String> ids =
                Tck.of(Selection.everything()).rows().stream().map(Row::id).collect(Collectors.toSet());
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                entries.add(entry(file + ":" + (i + 1), line, ids));
            }
        }
        return new KnownFailures(entries);
    }

    private static Entry entry(String place, String line, Set<String> ids) throws IOException {
        List<String> words = Arrays.asList(line.split("\\s+", -1));
        String id = words.get(0);
        if (!ids.contains(id)) {
            throw new IOException(
                    place + ": no check \"" + id + "\"; write the id of a row, and a provider if only it is meant,"
                            + " as in \"TCP-017 epoll\"; hextet tck --list tells the ids");
        }
        if (words.size() > 3) {
            throw new IOException(place + ": too many words; write the id of a row, a transport and a resolver");
        }
        return new Entry(place, id, words.subList(1, words.size()));
    }

    /**
     * The MUST rows that failed and are not known to.
     *
     * @param report of a run
     * @return in the matrix's order
     */
    public List<CheckResult> unexpected(Report report) {
        return report.mustFailures().stream()
                .filter(result -> entries.stream().noneMatch(entry -> entry.means(result)))
                .toList();
    }

    /**
     * How many failures of a run are known.
     *
     * @param report of the run
     * @return rows on providers, of any level
     */
    public long count(Report report) {
        return report.results().stream()
                .filter(result -> result.outcome() == Outcome.FAIL)
                .filter(result -> entries.stream().anyMatch(entry -> entry.means(result)))
                .count();
    }

    /**
     * Entries whose rows pass: the list is to lose them. One whose rows pass on one provider and fail on another is
     * none of these; nor is one whose rows were not run.
     *
     * @param report of a run
     * @return each with its file and line, as {@code known.txt:3: TCP-024 mine}
     */
    public List<String> passing(Report report) {
        return entries.stream()
                .filter(entry -> anyMeant(report, entry, Outcome.PASS) && !anyMeant(report, entry, Outcome.FAIL))
                .map(Entry::toString)
                .toList();
    }

    private static boolean anyMeant(Report report, Entry entry, Outcome outcome) {
        return report.results().stream().anyMatch(result -> result.outcome() == outcome && entry.means(result));
    }
}
