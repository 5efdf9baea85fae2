package org.hextet.tck.mutants;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;

/** A resolver whose answers go another way to who asked. */
final class RelayingResolver extends ForwardingResolver {

    private final BiConsumer<Reactor, Runnable> way;
    private final boolean allAtOnce;

    /** The way ends in a task of the reactor, never inside the call. */
    RelayingResolver(NameResolver beneath, BiConsumer<Reactor, Runnable> way) {
        this(beneath, way, false);
    }

    private RelayingResolver(NameResolver beneath, BiConsumer<Reactor, Runnable> way, boolean allAtOnce) {
        super(beneath);
        this.way = way;
        this.allAtOnce = allAtOnce;
    }

    /** One that tells nothing before it knows all, and then IPv4 first. */
    static RelayingResolver allAtOnce(NameResolver beneath) {
        return new RelayingResolver(beneath, Reactor::execute, true);
    }

    @Override
    public Capabilities capabilities() {
        return allAtOnce ? withoutStreaming(super.capabilities()) : super.capabilities();
    }

    /** What one can do that waits for the last answer. */
    static Capabilities withoutStreaming(Capabilities all) {
        Set<Capability> present = new LinkedHashSet<>(all.present());
        present.remove(Capability.RESOLVE_STREAMING);
        return new Capabilities(all.provider(), present, all.absent());
    }

    @Override
    Lookup lookup(Asked asked) {
        Relayed relayed = new Relayed(asked);
        return relayed.of(super.lookup(asked.withAnswers(relayed)));
    }

    /** One lookup. Of the loop, but for cancelling. */
    private final class Relayed implements Answers {

        private final Reactor reactor;
        private final Answers answers;
        private final Map<StandardProtocolFamily, Runnable> known = new EnumMap<>(StandardProtocolFamily.class);
        private int open;
        private boolean isCancelled;

        Relayed(Asked asked) {
            this.reactor = asked.reactor();
            this.answers = asked.answers();
            this.open = asked.families().size();
        }

        @Override
        public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
            relay(family, () -> answers.answered(family, addresses, ttlSeconds));
        }

        @Override
        public void failed(StandardProtocolFamily family, UnknownHostException why) {
            relay(family, () -> answers.failed(family, why));
        }

        private void relay(StandardProtocolFamily family, Runnable tell) {
            known.put(family, tell);
            if (allAtOnce && known.size() < open) {
                return;
            }
            // In the order of the enum.
            List<Runnable> now = List.copyOf(known.values());
            if (!allAtOnce) {
                known.clear();
            }
            try {
                for (Runnable one : now) {
                    way.accept(reactor, () -> {
                        if (isStillWanted()) {
                            one.run();
                        }
                    });
                }
            } catch (RejectedExecutionException closed) {
                // Nobody is there any more who could be told.
            }
        }

        private synchronized boolean isStillWanted() {
            open--;
            return !isCancelled;
        }

        Lookup of(Lookup beneath) {
            return () -> {
                synchronized (this) {
                    if (isCancelled || open == 0) {
                        return false;
                    }
                    isCancelled = true;
                }
                beneath.cancel();
                return true;
            };
        }
    }
}
