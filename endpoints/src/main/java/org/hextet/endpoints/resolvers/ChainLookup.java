package org.hextet.endpoints.resolvers;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/** One lookup through a chain. Of the loop only, but for {@link #cancel}. */
final class ChainLookup implements Lookup {

    private static final Set<FailureKind> OF_THE_NAME = Set.of(FailureKind.NO_SUCH_NAME, FailureKind.NO_DATA);

    private final ResolverChain chain;
    private final Question question;
    private final long startNanos;
    private final Set<StandardProtocolFamily> open;
    private final AtomicBoolean over = new AtomicBoolean();
    private int index = -1;
    private @Nullable Turn turn;

    ChainLookup(ResolverChain chain, Question question) {
        this.chain = chain;
        this.question = question;
        this.startNanos = question.reactor().nanoTime();
        this.open = EnumSet.copyOf(question.families());
    }

    Question question() {
        return question;
    }

    void begin() {
        if (!over.get()) {
            next();
        }
    }

    private void next() {
        index++;
        Turn begun = new Turn(chain.members().get(index));
        turn = begun;
        begun.begin();
    }

    private boolean isLast() {
        return index == chain.members().size() - 1;
    }

    /** An equal part of what is left: never nothing, because a lookup needs some time to be told that there is none. */
    private Duration share() {
        long left = question.deadline().toNanos() - (question.reactor().nanoTime() - startNanos);
        return Duration.ofNanos(Math.max(1, left / (chain.members().size() - index)));
    }

    private void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        if (!over.get() && open.remove(family)) {
            endIfDone();
            question.answers().answered(family, addresses, ttlSeconds);
        }
    }

    private void failed(StandardProtocolFamily family, UnknownHostException why) {
        if (!over.get() && open.remove(family)) {
            endIfDone();
            question.answers().failed(family, why);
        }
    }

    private void endIfDone() {
        if (open.isEmpty()) {
            over.set(true);
            chain.ended(this);
        }
    }

    /** The chain is closed. */
    void endByClose() {
        stopTurn();
        for (StandardProtocolFamily family : question.families()) {
            failed(family, question.failure(FailureKind.CANCELLED, "the resolver was closed"));
        }
    }

    @Override
    public boolean cancel() {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            chain.ended(this);
            if (question.reactor().inReactor()) {
                stopTurn();
            } else {
                try {
                    question.later(this::stopTurn);
                } catch (IllegalStateException closed) {
                    // What was under way ended with the reactor.
                }
            }
        }
        return first;
    }

    private void stopTurn() {
        Turn current = turn;
        if (current != null) {
            current.stop();
        }
    }

    /** One member's turn. */
    private final class Turn implements Answers {

        private final NameResolver member;
        private final Set<StandardProtocolFamily> waitedFor = EnumSet.copyOf(open);
        private final Map<StandardProtocolFamily, UnknownHostException> failures =
                new EnumMap<>(StandardProtocolFamily.class);
        private boolean knowsName;
        private boolean isOver;
        private @Nullable Lookup lookup;
        private @Nullable Timer timer;

        Turn(NameResolver member) {
            this.member = member;
        }

        void begin() {
            Duration share = share();
            try {
                lookup = member.lookup(question.reactor(), question.name(), EnumSet.copyOf(waitedFor), share, this);
            } catch (RuntimeException | Error thrown) {
                giveUp(FailureKind.TEMPORARY, "the resolver " + member.provider() + " is at fault: it threw " + thrown);
                return;
            }
            if (!isOver) {
                // Behind the member's own, which says more.
                timer = question.reactor()
                        .schedule(
                                share,
                                () -> giveUp(
                                        FailureKind.TIMEOUT,
                                        "the resolver " + member.provider() + " has not answered in time"));
            }
        }

        void stop() {
            isOver = true;
            Timer running = timer;
            if (running != null) {
                running.cancel();
            }
            Lookup asked = lookup;
            if (asked != null) {
                asked.cancel();
            }
        }

        private void giveUp(FailureKind kind, String why) {
            for (StandardProtocolFamily family : EnumSet.copyOf(waitedFor)) {
                if (!isOver) {
                    failed(family, question.failure(kind, why));
                }
            }
        }

        @Override
        public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
            if (!isOver && waitedFor.remove(family)) {
                knowsName = true;
                ChainLookup.this.answered(family, addresses, ttlSeconds);
                settle();
            }
        }

        @Override
        public void failed(StandardProtocolFamily family, UnknownHostException why) {
            if (!isOver && waitedFor.remove(family)) {
                failures.put(family, why);
                settle();
            }
        }

        /** When all families have been heard of it is known whether the name is this member's. */
        private void settle() {
            if (isOver || !waitedFor.isEmpty() || over.get()) {
                return;
            }
            stop();
            failures.forEach((family, why) -> {
                if (!isForNext(why)) {
                    ChainLookup.this.failed(family, why);
                }
            });
            if (!over.get()) {
                next();
            }
        }

        private boolean isForNext(UnknownHostException why) {
            FailureKind kind = why instanceof NetworkFailure known ? known.kind() : FailureKind.TEMPORARY;
            return !isLast() && chain.nextOn().contains(kind) && !(knowsName && OF_THE_NAME.contains(kind));
        }
    }
}
