package org.hextet.resolver.dnsjava;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/** One question put to one server, by one way. Of the reactor's thread. */
final class Exchange {

    /** How it ended: exactly one call, unless it was cancelled; not inside {@code begin}. */
    interface Listener {

        /** The server's answer, whatever it says. */
        void answered(Message answer);

        /** The answer is longer than a datagram. */
        void truncated();

        /**
         * There is none.
         *
         * @param kind timeout if the server was silent
         * @param why for people
         */
        void failed(FailureKind kind, String why);
    }

    private final Query query;
    private final Duration timeout;
    private final Listener listener;
    private Way way;
    private @Nullable Timer timer;
    private boolean ended;

    /** Asks nobody yet. {@code query} has a number that is not taken on its way. */
    Exchange(Way way, Query query, Duration timeout, Listener listener) {
        this.way = way;
        this.query = query;
        this.timeout = timeout;
        this.listener = listener;
    }

    /** Asks. */
    void begin(Reactor reactor) {
        timer = reactor.schedule(timeout, this::expire);
        way.send(this);
    }

    Query query() {
        return query;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Goes on by another way; the time that is left is the same. */
    void moveTo(Way other) {
        way = other;
        other.send(this);
    }

    /** Something with its number came. */
    void came(ByteBuffer data, boolean isCut) {
        Query.Match match = query.match(data);
        if (match instanceof Query.Match.Ours ours) {
            boolean isTruncated = isCut || way.isCut(ours.answer());
            end(false);
            if (isTruncated) {
                listener.truncated();
            } else {
                listener.answered(ours.answer());
            }
        } else if (match instanceof Query.Match.Malformed malformed) {
            if (isCut) {
                end(false);
                listener.truncated();
            } else {
                fail(
                        FailureKind.TEMPORARY,
                        "an answer" + way.words() + " that cannot be read (" + malformed.why() + ")");
            }
        }
    }

    /** The way is gone. */
    void fail(Throwable failure) {
        fail(
                failure instanceof NetworkFailure known ? known.kind() : FailureKind.TEMPORARY,
                String.valueOf(failure.getMessage()));
    }

    void fail(FailureKind kind, String why) {
        if (!ended) {
            end(false);
            listener.failed(kind, why);
        }
    }

    /** Ends it: nobody is told. */
    void cancel() {
        if (!ended) {
            end(false);
        }
    }

    private void expire() {
        if (!ended) {
            end(true);
            listener.failed(FailureKind.TIMEOUT, "no answer" + way.words() + " within " + DurationWords.of(timeout));
        }
    }

    private void end(boolean isSilent) {
        ended = true;
        if (timer != null) {
            timer.cancel();
        }
        way.forget(this, isSilent);
    }
}
