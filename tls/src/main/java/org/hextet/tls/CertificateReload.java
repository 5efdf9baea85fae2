package org.hextet.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When certificates, keys and trust are read again, so that a server goes on with renewed ones without a restart. Given
 * to {@link TlsSettingsBuilder#withReload}; one may serve many settings. Any thread.
 *
 * <p>Handshakes that begin later have what was read; connections that are there keep what they have. What cannot be
 * used (half written, of another key) leaves everything of that kind as it was: key and certificates change together.
 */
public final class CertificateReload {

    private final long atMostEveryNanos;
    private final Consumer<IOException> failed;
    private final List<Reloaded<?>> reloaded = new CopyOnWriteArrayList<>();
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());

    // What was told last, so that the same is not told again at each look.
    private volatile @Nullable String told;

    private CertificateReload(long atMostEveryNanos, Consumer<IOException> failed) {
        this.atMostEveryNanos = atMostEveryNanos;
        this.failed = Objects.requireNonNull(failed, "failed");
    }

    /**
     * At handshakes, if the last time is long enough ago: the first one then reads the files, off the reactor's thread,
     * and others go on meanwhile with what is there.
     *
     * @param atLeast between two times, more than zero; a minute is often enough
     * @param failed hears what is wrong with the files, once for each thing, on the thread that read them
     * @return for {@link TlsSettingsBuilder#withReload}
     * @throws IllegalArgumentException if the time is zero or less
     */
    public static CertificateReload every(Duration atLeast, Consumer<IOException> failed) {
        if (atLeast.isZero() || atLeast.isNegative()) {
            throw new IllegalArgumentException("reload every " + atLeast + ": need more than zero");
        }
        return new CertificateReload(nanos(atLeast), failed);
    }

    /**
     * Only by {@link #now()}.
     *
     * @return for {@link TlsSettingsBuilder#withReload}
     */
    public static CertificateReload byHand() {
        return new CertificateReload(Long.MAX_VALUE, failure -> {});
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Reads everything again. Blocks for as long as that takes: not for a reactor's thread.
     *
     * @throws IOException if something cannot be used, as of {@link TlsSettingsBuilder#build()}; it stays as it was,
     *     and all else is new. Of several failures it is the first, with the others suppressed
     */
    public void now() throws IOException {
        lastNanos.set(System.nanoTime());
        IOException first = null;
        for (Reloaded<?> each : reloaded) {
            try {
                each.read();
            } catch (IOException failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    void add(Reloaded<?> more) {
        reloaded.add(more);
    }

    /** A handshake is there. */
    void look() {
        long now = System.nanoTime();
        long last = lastNanos.get();
        if (now - last < atMostEveryNanos || !lastNanos.compareAndSet(last, now)) {
            return;
        }
        try {
            now();
            told = null;
        } catch (IOException failure) {
            String message = failure.toString();
            if (!message.equals(told)) {
                told = message;
                failed.accept(failure);
            }
        }
    }
}
