package org.hextet.reactor.driver;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A submission that failed at once: no socket was made, or it is gone again. Never seen by users. */
public final class DriverException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Which call failed. */
    private final Step step;

    /** What the kernel said. */
    private final Errno errno;

    /** Which call of the kernel failed. */
    public enum Step {
        /** Making the socket. */
        OPEN,
        /** Setting or reading an option. */
        OPTION,
        /** Binding it. */
        BIND,
        /** Leasing a flow label. */
        FLOW_LABEL,
        /** All else. */
        OTHER
    }

    /**
     * A failure.
     *
     * @param step which call failed
     * @param errno what the kernel said
     * @param platform the platform's own exception; null if there was none
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public DriverException(Step step, Errno errno, @Nullable Throwable platform) {
        super(errno.words(), platform);
        this.step = step;
        this.errno = errno;
    }

    /**
     * Which call failed.
     *
     * @return never null
     */
    public Step step() {
        return step;
    }

    /**
     * What the kernel said.
     *
     * @return never null
     */
    public Errno errno() {
        return errno;
    }

    /**
     * The platform's own exception.
     *
     * @return empty if there was none
     */
    public Optional<Throwable> platform() {
        return Optional.ofNullable(getCause());
    }
}
