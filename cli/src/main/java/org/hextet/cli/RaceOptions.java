package org.hextet.cli;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.function.Consumer;
import org.hextet.cli.report.UsageException;
import org.hextet.policies.Concurrent;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.Serial;
import org.hextet.policies.Staggered;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom to try when. What is not given is left to the endpoint. */
final class RaceOptions {

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "staggered (default, RFC 8305), serial or concurrent.")
    @Nullable
    ConnectPolicy policy;

    @Option(names = "--prefer", paramLabel = "6|4", description = "The family that is tried first (6).")
    @Nullable
    StandardProtocolFamily prefer;

    @Option(names = "--only", paramLabel = "6|4", description = "The only family that is looked up and tried.")
    @Nullable
    StandardProtocolFamily only;

    @Option(
            names = "--attempt-delay",
            paramLabel = "D",
            description = "Of staggered: how long until the next attempt begins beside the last one (250ms).")
    @Nullable
    Duration attemptDelay;

    @Option(
            names = "--resolution-delay",
            paramLabel = "D",
            description = "Of staggered and serial: how long the preferred family's answer is waited for (50ms).")
    @Nullable
    Duration resolutionDelay;

    RaceOptions() {}

    boolean isGiven() {
        return policy != null || prefer != null || only != null || attemptDelay != null || resolutionDelay != null;
    }

    /** Nothing is raced with datagrams: which family is all that can be said. */
    void requireOnlyFamily(String target) {
        if (policy != null || prefer != null || attemptDelay != null || resolutionDelay != null) {
            throw new UsageException(
                    target + ": datagrams have no handshake that could be raced; of --policy, --prefer,"
                            + " --only, --attempt-delay and --resolution-delay it takes --only");
        }
    }

    /** The endpoint's own policy, changed as asked. What does not apply to a policy changes nothing, and is noted. */
    ConnectPolicy applyTo(ConnectPolicy own, Consumer<String> note) {
        ConnectPolicy chosen = policy == null ? own : policy;
        if (chosen instanceof Staggered staggered) {
            return apply(staggered);
        }
        if (attemptDelay != null) {
            note.accept("--attempt-delay does not apply to " + chosen);
        }
        if (chosen instanceof Serial serial) {
            return apply(serial);
        }
        if (resolutionDelay != null) {
            note.accept("--resolution-delay does not apply to " + chosen);
        }
        return chosen instanceof Concurrent concurrent ? apply(concurrent) : chosen;
    }

    private ConnectPolicy apply(Staggered staggered) {
        Staggered changed = staggered;
        changed = attemptDelay == null ? changed : changed.attemptDelay(attemptDelay);
        changed = resolutionDelay == null ? changed : changed.resolutionDelay(resolutionDelay);
        changed = prefer == null ? changed : changed.prefer(prefer);
        return only == null ? changed : changed.only(only);
    }

    private ConnectPolicy apply(Serial serial) {
        Serial changed = serial;
        changed = resolutionDelay == null ? changed : changed.resolutionDelay(resolutionDelay);
        changed = prefer == null ? changed : changed.prefer(prefer);
        return only == null ? changed : changed.only(only);
    }

    private ConnectPolicy apply(Concurrent concurrent) {
        Concurrent changed = prefer == null ? concurrent : concurrent.prefer(prefer);
        return only == null ? changed : changed.only(only);
    }
}
