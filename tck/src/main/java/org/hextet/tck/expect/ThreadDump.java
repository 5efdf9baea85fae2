package org.hextet.tck.expect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where threads are, for the report of a check that hangs. */
public final class ThreadDump {

    private static final int DEEPEST = 25;

    /** A provider may have a thread for each of ten thousand connections. */
    private static final int MOST_THREADS = 40;

    private static final List<String> NEVER_OF_INTEREST = List.of(
            "Reference Handler",
            "Finalizer",
            "Signal Dispatcher",
            "Common-Cleaner",
            "Notification Thread",
            "Attach Listener",
            "surefire-");

    private ThreadDump() {}

    /**
     * A thread and where it stands.
     *
     * @param thread any
     * @return some lines
     */
    public static String of(Thread thread) {
        return text(thread, thread.getStackTrace());
    }

    /**
     * All other threads, without the JVM's own.
     *
     * @param thread that is left out, as the caller's is
     * @return each as of {@link #of}; of very many the first ones
     */
    public static List<String> others(Thread thread) {
        List<String> all = Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey() != thread && entry.getKey() != Thread.currentThread())
                .filter(entry ->
                        NEVER_OF_INTEREST.stream().noneMatch(entry.getKey().getName()::startsWith))
                .sorted(Map.Entry.comparingByKey((one, other) -> one.getName().compareTo(other.getName())))
                .map(entry -> text(entry.getKey(), entry.getValue()))
                .toList();
        if (all.size() <= MOST_THREADS) {
            return all;
        }
        List<String> first = new ArrayList<>(all.subList(0, MOST_THREADS));
        first.add("and " + (all.size() - MOST_THREADS) + " threads more");
        return first;
    }

    /**
     * In half a line, where it stands: the first frame that is not the JDK's.
     *
     * @param thread any
     * @return to follow "hung for so long"
     */
    public static String top(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith("jdk.")
                        && !frame.getClassName().startsWith("sun."))
                .findFirst()
                .map(frame -> "in " + text(frame))
                .orElse("outside of any code of the check or provider");
    }

    /**
     * Without loader, module and version, which StackTraceElement would add.
     *
     * @param frame any
     * @return class, method, file and line
     */
    public static String text(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }

    private static String text(Thread thread, StackTraceElement[] frames) {
        return "thread \"" + thread.getName() + "\" " + thread.getState()
                + Arrays.stream(frames)
                        .limit(DEEPEST)
                        .map(frame -> "\n      at " + text(frame))
                        .collect(Collectors.joining());
    }
}
