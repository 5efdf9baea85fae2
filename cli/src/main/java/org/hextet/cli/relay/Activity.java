package org.hextet.cli.relay;

/** When something moved last on a connection or two. Of one reactor's thread. */
final class Activity {

    private long movedNanos;
    private long queuedBytes;

    Activity(long nowNanos) {
        movedNanos = nowNanos;
    }

    /** Bytes came. */
    void moved(long nowNanos) {
        movedNanos = nowNanos;
    }

    /**
     * How long nothing has moved. What leaves makes no event, so it is seen here: in looking, not at once.
     *
     * @param nowNanos the reactor's clock
     * @param queued bytes that wait to leave
     */
    long quietNanos(long nowNanos, long queued) {
        if (queued != queuedBytes) {
            queuedBytes = queued;
            movedNanos = nowNanos;
        }
        return nowNanos - movedNanos;
    }
}
