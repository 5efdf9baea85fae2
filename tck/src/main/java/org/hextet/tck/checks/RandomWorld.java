package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.tck.checks.NamesInMemory.NAME;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.policies.ConnectPolicy;
import org.hextet.tck.rig.Rig;

/** A name, answers, networks and a caller's patience made up from a seed; and what must hold in every such world. */
final class RandomWorld {

    private final Rig rig;
    private final Random random;
    private final NamesInMemory names;
    private final String what;

    private RandomWorld(Rig rig, int seed) {
        this.rig = rig;
        this.random = new Random(seed);
        this.names = new NamesInMemory(rig);
        this.what = " in the world of seed " + seed;
    }

    static void check(Rig rig, int seed) {
        new RandomWorld(rig, seed).run();
    }

    private void run() {
        List<InetAddress> addresses = new ArrayList<>();
        populate(addresses, "2001:db8::%x");
        populate(addresses, "192.0.2.%d");
        names.resolver.answering(NAME, addresses.toArray(new InetAddress[0]));
        slowDown(INET6);
        slowDown(INET);
        Duration deadline = Duration.ofMillis(1 + random.nextInt(2_000));
        HostnameClientEndpoint endpoint = names.endpoint().withPolicy(policy()).withDeadline(deadline);
        if (random.nextInt(4) == 0) {
            endpoint = endpoint.withAttemptTimeout(Duration.ofMillis(1 + random.nextInt(500)));
        }
        Pending<Connection> connecting = names.connect(endpoint);
        boolean cancelled = false;
        if (random.nextInt(5) == 0) {
            Duration patience = deadline.dividedBy(1 + random.nextInt(4));
            names.network.clock().advance(patience);
            cancelled = connecting.cancel();
            names.network.clock().advance(deadline.minus(patience));
        } else {
            names.network.clock().advance(deadline);
        }

        judge(connecting, cancelled);
    }

    private void populate(List<InetAddress> addresses, String pattern) {
        int count = random.nextInt(4);
        for (int i = 1; i <= count; i++) {
            String address = String.format(pattern, i);
            addresses.add(PolicyFeed.address(address));
            int delay = random.nextInt(random.nextBoolean() ? 3 : 1_000);
            switch (random.nextInt(4)) {
                case 0 -> names.answering(address, delay);
                case 1 -> names.refusing(address, delay);
                case 2 -> names.network.failAfter(address, Duration.ofMillis(delay), FailureKind.UNREACHABLE);
                default -> names.holes(address);
            }
        }
    }

    private void slowDown(StandardProtocolFamily family) {
        if (random.nextInt(6) == 0) {
            names.resolver.failing(
                    NAME, family, random.nextBoolean() ? FailureKind.TEMPORARY : FailureKind.NO_SUCH_NAME);
        }
        if (random.nextBoolean()) {
            names.delaying(family, random.nextInt(300));
        }
    }

    private ConnectPolicy policy() {
        return switch (random.nextInt(4)) {
            case 0 -> ConnectPolicy.serial();
            case 1 -> ConnectPolicy.concurrent();
            case 2 ->
                ConnectPolicy.staggered()
                        .attemptDelay(Duration.ofMillis(10 + random.nextInt(100)))
                        .prefer(random.nextBoolean() ? INET : INET6);
            default -> ConnectPolicy.staggered();
        };
    }

    private void judge(Pending<Connection> connecting, boolean cancelled) {
        rig.expect(connecting.isDone(), "the connect is not done at its deadline" + what);
        names.advance(5_000);
        int made = names.protocols().size();
        rig.expect(made <= 1, made + " protocols were made" + what + ", expected one at most");
        rig.expectEqual("the number of lookups under way" + what, 0, names.resolver.underWay());
        rig.expectEqual("the list of incidents" + what, List.of(), names.network.incidents());
        boolean isConnected = connecting
                .toCompletableFuture()
                .handle((connection, failure) -> failure == null)
                .join();
        if (!isConnected) {
            Throwable failure = rig.awaitFailure(connecting);
            rig.expect(
                    failure instanceof NetworkFailure,
                    "the connect failed with " + failure + what + ", expected a failure with a kind");
            rig.expect(
                    cancelled == (failure instanceof java.util.concurrent.CancellationException),
                    "the connect failed with " + failure + what + ", cancel having given " + cancelled);
            rig.expect(
                    !(failure instanceof SocketTimeoutException)
                            || !names.attempts().isEmpty()
                            || made == 0,
                    "a protocol was made for a connect that timed out" + what);
            rig.expectEqual("the number of sockets" + what, 0, names.network.openSockets());
            return;
        }
        rig.expect(!cancelled, "the connect succeeded" + what + " although cancel gave true");
        rig.expectEqual("the number of sockets" + what, 2, names.network.openSockets());
        names.connected(connecting).abort();
        names.network.clock().turn();
        rig.expectEqual("the number of sockets after abort" + what, 0, names.network.openSockets());
    }
}
