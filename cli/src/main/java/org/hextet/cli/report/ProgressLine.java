package org.hextet.cli.report;

import java.time.Duration;
import java.util.function.Supplier;
import org.hextet.api.Reactor;

/** A line on a terminal that says what is going on, and is gone when it is over. */
public final class ProgressLine {

    /** What is quick needs no words. */
    private static final Duration FIRST = Duration.ofMillis(400);

    private static final Duration NEXT = Duration.ofMillis(200);
    private static final String ERASE = "\r\033[K";

    private final Runnable show;
    private final Runnable erase;
    private boolean isShown;
    private boolean isOver;

    private ProgressLine(Runnable show, Runnable erase) {
        this.show = show;
        this.erase = erase;
    }

    /**
     * None: for who does not look.
     *
     * @return does nothing
     */
    public static ProgressLine none() {
        return new ProgressLine(() -> {}, () -> {});
    }

    /**
     * Begins.
     *
     * @param console whose standard error is a terminal
     * @param reactor its timers show the line
     * @param words what to say now, short; asked on the reactor's thread
     * @return to be ended
     */
    public static ProgressLine start(Console console, Reactor reactor, Supplier<String> words) {
        ProgressLine line =
                new ProgressLine(() -> print(console, ERASE + words.get() + " ..."), () -> print(console, ERASE));
        reactor.schedule(FIRST, () -> line.next(reactor));
        return line;
    }

    private static void print(Console console, String text) {
        console.err().print(text);
        console.err().flush();
    }

    private synchronized void next(Reactor reactor) {
        if (!isOver) {
            isShown = true;
            show.run();
            reactor.schedule(NEXT, () -> next(reactor));
        }
    }

    /** Ends it; a second call does nothing. */
    public synchronized void end() {
        isOver = true;
        if (isShown) {
            isShown = false;
            erase.run();
        }
    }
}
