package org.hextet.tck.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that made something which outlives it if it is killed. It stands in the thing's name, so that the next
 * process can tell what nobody owns any more.
 *
 * @param pid its number
 * @param started its start in clock ticks after the system's: numbers are given again, but not with the same start
 * @param numbering the namespace in which it has that number; processes of another one cannot be judged from here
 */
record Owner(long pid, long started, long numbering) {

    private static final Pattern MARK = Pattern.compile("([0-9a-z]{1,12})\\.([0-9a-z]{1,12})\\.([0-9a-z]{1,12})");

    /** The 22nd field of /proc/PID/stat is the start; the second may hold spaces, and ends with the last bracket. */
    private static final int START_AFTER_NAME = 19;

    private static final Owner THIS_PROCESS = new Owner(
            ProcessHandle.current().pid(),
            started(ProcessHandle.current().pid()).orElse(0L),
            numberingHere());

    static Owner thisProcess() {
        return THIS_PROCESS;
    }

    /** As it stands in names: letters, digits and dots. */
    String mark() {
        return Long.toString(pid, 36) + "." + Long.toString(started, 36) + "." + Long.toString(numbering, 36);
    }

    /** Whose mark it is; empty if it is none. */
    static Optional<Owner> of(String mark) {
        Matcher matcher = MARK.matcher(mark);
        return matcher.matches()
                ? Optional.of(new Owner(
                        Long.parseLong(matcher.group(1), 36),
                        Long.parseLong(matcher.group(2), 36),
                        Long.parseLong(matcher.group(3), 36)))
                : Optional.empty();
    }

    /** Whether it has surely ended. */
    boolean isGone() {
        return numbering == THIS_PROCESS.numbering
                && started(pid).map(seen -> seen != started).orElse(true);
    }

    /** Whether a process has ended, also where its parent never asks for its status. */
    static boolean hasEnded(long pid) {
        return started(pid).isEmpty();
    }

    /** Empty if there is no such process, or only what its parent has not yet taken note of. */
    private static Optional<Long> started(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            boolean hasEnded = fields[0].equals("Z") || fields[0].equals("X");
            return hasEnded ? Optional.empty() : Optional.of(Long.parseLong(fields[START_AFTER_NAME]));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** {@code pid:[4026531836]} */
    private static long numberingHere() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return Long.parseLong(target.replaceAll("\\D", ""));
        } catch (IOException | NumberFormatException noLinux) {
            return 0;
        }
    }
}
