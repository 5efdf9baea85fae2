package org.hextet.tck.run;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what this process prints on standard output and standard error while a check runs, and passes it on. Whoever
 * took one of the streams meanwhile, to keep it, goes on printing to the real one. Thread-safe.
 */
final class Printed implements AutoCloseable {

    private static final int MOST = 32 * 1024;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final PrintStream keepingOut;
    private final PrintStream keepingErr;
    private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private Printed() {
        keepingOut = new PrintStream(new Tee(out), true, Charset.defaultCharset());
        keepingErr = new PrintStream(new Tee(err), true, Charset.defaultCharset());
        System.setOut(keepingOut);
        System.setErr(keepingErr);
    }

    /** From now on. */
    static Printed fromNow() {
        return new Printed();
    }

    /** All so far, up to a limit that it says. */
    synchronized String text() {
        if (kept == null) {
            return "";
        }
        String text = kept.toString(Charset.defaultCharset()).stripTrailing();
        return kept.size() < MOST ? text : text + "\n(and more)";
    }

    private synchronized void keep(byte[] bytes, int from, int length) {
        if (kept != null) {
            kept.write(bytes, from, Math.min(length, MOST - kept.size()));
        }
    }

    /** The streams are what they were, unless somebody has changed them meanwhile. */
    @Override
    public void close() {
        if (System.out == keepingOut) {
            System.setOut(out);
        }
        if (System.err == keepingErr) {
            System.setErr(err);
        }
        synchronized (this) {
            kept = null;
        }
    }

    private final class Tee extends OutputStream {

        private final PrintStream real;

        Tee(PrintStream real) {
            this.real = real;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            real.write(bytes, from, length);
            keep(bytes, from, length);
        }

        @Override
        public void flush() {
            real.flush();
        }
    }
}
