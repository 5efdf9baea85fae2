package org.hextet.bench.lookups;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.hextet.api.Answers;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;

/** Hextet's {@code dnsjava} resolver on one reactor, its cache switched off. */
public final class HextetLookups {

    private static final Set<StandardProtocolFamily> BOTH =
            Set.of(StandardProtocolFamily.INET6, StandardProtocolFamily.INET);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private HextetLookups() {}

    /**
     * Looks up as it is told.
     *
     * @param args the transport, and the port of the server on {@code ::1}
     * @throws Exception if it cannot begin
     */
    public static void main(String[] args) throws Exception {
        String spec = "dnsjava?server=[::1]:" + args[1] + "&search=&hosts=/nowhere&resolv-conf=/nowhere&cache=0";
        try (Reactor reactor = Reactor.open(args[0]);
                NameResolver resolver = NameResolver.open(spec)) {
            Work.run(reactor, (name, work) -> resolver.lookup(reactor, name, BOTH, DEADLINE, new Both(work)));
        }
    }

    /** Waits for both families. */
    private static final class Both implements Answers {

        private final Work work;
        private int told;
        private int found;

        Both(Work work) {
            this.work = work;
        }

        @Override
        public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
            found++;
            told();
        }

        @Override
        public void failed(StandardProtocolFamily family, UnknownHostException why) {
            told();
        }

        private void told() {
            if (++told == 2) {
                work.ended(found == 2);
            }
        }
    }
}
