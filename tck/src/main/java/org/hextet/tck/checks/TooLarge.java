package org.hextet.tck.checks;

import java.net.SocketException;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.TooLargeFailure;
import org.hextet.tck.rig.Rig;

/** What a datagram that was too long is told with. */
final class TooLarge {

    private TooLarge() {}

    static void expect(Rig rig, String what, Throwable seen, int size, int limit) {
        rig.expectFailure(what, FailureKind.TOO_LARGE, SocketException.class, seen);
        if (!(seen instanceof TooLargeFailure failure)) {
            throw rig.fail(what + " is " + seen + ", expected a TooLargeFailure");
        }
        rig.expectEqual("the size that is told of " + what, size, failure.size().orElse(-1));
        rig.expectEqual(
                "the limit that is told of " + what, limit, failure.limit().orElse(-1));
        rig.expectWords(what, seen, Integer.toString(limit));
    }
}
