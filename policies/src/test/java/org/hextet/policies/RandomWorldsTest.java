package org.hextet.policies;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds whatever happens, in worlds made from a seed; the seed is the test's name. */
class RandomWorldsTest {

    private static final int WORLDS = 500;

    static IntStream seeds() {
        return IntStream.range(0, WORLDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_promises_are_kept(int seed) throws UnknownHostException {
        Random random = new Random(seed);
        ConnectPolicy policy = policy(random);
        World world = world(random, policy.families());

        Run run = Run.of(policy, world);

        String context = policy + "\n" + world + "\n" + run.schedule();
        check(policy, run, context);
        replay(policy, run, context);
    }

    private static void check(ConnectPolicy policy, Run run, String context) {
        Set<AddressKey> answered = new HashSet<>();
        Set<AddressKey> untried = new HashSet<>();
        Set<AddressKey> begun = new HashSet<>();
        Set<AddressKey> underWay = new LinkedHashSet<>();
        Set<StandardProtocolFamily> out = EnumSet.copyOf(policy.families());
        AttemptLimits limits = limits(policy);
        long lastStartNanos = -1;
        boolean decided = false;
        for (Run.Entry entry : run.entries()) {
            Event event = entry.event();
            boolean decidedBefore = decided;
            if (event instanceof Event.Answered answers) {
                for (Answer answer : answers.answers()) {
                    answered.addAll(AddressKey.all(answer.addresses()));
                    AddressKey.all(answer.addresses()).stream()
                            .filter(key -> !begun.contains(key))
                            .forEach(untried::add);
                    if (answer.last()) {
                        out.remove(answer.family());
                    }
                }
            } else if (event instanceof Event.Withdrawn withdrawn) {
                untried.remove(new AddressKey(withdrawn.address()));
            } else if (event instanceof Event.AttemptFailed failed) {
                underWay.remove(new AddressKey(failed.address()));
            }
            if (decidedBefore && event instanceof Event.Connected late) {
                assertEquals(List.of(new Step.Cancel(late.address())), entry.steps(), context);
            }
            int wakeUps = 0;
            for (Step step : entry.steps()) {
                assertTrue(!decidedBefore || step instanceof Step.Cancel, context);
                if (step instanceof Step.Attempt attempt) {
                    AddressKey key = new AddressKey(attempt.address());
                    assertFalse(decided, context);
                    assertTrue(answered.contains(key), context);
                    assertTrue(untried.remove(key), context);
                    assertTrue(begun.add(key), context);
                    underWay.add(key);
                    assertTrue(underWay.size() <= limits.atOnce() && begun.size() <= limits.inAll(), context);
                    if (policy instanceof Serial) {
                        assertEquals(1, underWay.size(), context);
                    }
                    if (policy instanceof Staggered staggered && lastStartNanos >= 0) {
                        assertTrue(
                                entry.atNanos() - lastStartNanos
                                        >= staggered.minimumGap().toNanos(),
                                context);
                    }
                    lastStartNanos = entry.atNanos();
                } else if (step instanceof Step.Won won) {
                    assertFalse(decided, context);
                    assertEquals(new Event.Connected(won.address()), event, context);
                    assertTrue(underWay.remove(new AddressKey(won.address())), context);
                    decided = true;
                } else if (step instanceof Step.Failed) {
                    assertFalse(decided, context);
                    boolean isSpent = begun.size() == limits.inAll();
                    assertTrue(underWay.isEmpty() && (isSpent || (untried.isEmpty() && out.isEmpty())), context);
                    decided = true;
                } else if (step instanceof Step.Cancel cancel) {
                    boolean crossed = decidedBefore && event.equals(new Event.Connected(cancel.address()));
                    assertTrue(underWay.remove(new AddressKey(cancel.address())) || crossed, context);
                } else if (step instanceof Step.WakeAt wakeAt) {
                    assertTrue(wakeAt.atNanos() > entry.atNanos(), context);
                    wakeUps++;
                }
            }
            assertTrue(wakeUps <= 1, context);
            if (event instanceof Event.Stopped) {
                decided = true;
            }
            assertTrue(!decided || underWay.isEmpty(), context);
        }
        // The run ended since nothing more was to happen: then the race waits for something that never comes, or is
        // over.
        assertEquals(decided, run.decided(), context);
        assertTrue(decided || !underWay.isEmpty() || !out.isEmpty(), context);
        boolean mayWait = policy instanceof Serial || !limits.equals(AttemptLimits.DEFAULT);
        assertTrue(decided || untried.isEmpty() || mayWait, context);
        assertEquals(underWay, run.underWay(), context);
    }

    /** CBN-037: recorded events, replayed, give the same steps. */
    private static AttemptLimits limits(ConnectPolicy policy) {
        int most = AttemptLimits.NONE;
        if (policy instanceof Staggered staggered) {
            return new AttemptLimits(
                    staggered.mostAtOnce().orElse(most),
                    staggered.mostAttempts().orElse(most));
        }
        if (policy instanceof Concurrent concurrent) {
            return new AttemptLimits(
                    concurrent.mostAtOnce().orElse(most),
                    concurrent.mostAttempts().orElse(most));
        }
        return new AttemptLimits(most, ((Serial) policy).mostAttempts().orElse(most));
    }

    private static void replay(ConnectPolicy policy, Run run, String context) {
        Race again = policy.race();
        for (Run.Entry entry : run.entries()) {
            assertEquals(entry.steps(), again.on(entry.atNanos(), entry.event()), context);
        }
    }

    private static ConnectPolicy policy(Random random) {
        StandardProtocolFamily preferred = random.nextInt(3) == 0 ? INET : INET6;
        StandardProtocolFamily only = random.nextInt(2) == 0 ? INET : INET6;
        boolean one = random.nextInt(5) == 0;
        switch (random.nextInt(5)) {
            case 0 -> {
                Serial serial = ConnectPolicy.serial().prefer(preferred);
                if (random.nextInt(3) == 0) {
                    serial = serial.mostAttempts(1 + random.nextInt(4));
                }
                return one ? serial.only(only) : serial;
            }
            case 1 -> {
                Concurrent concurrent = ConnectPolicy.concurrent().prefer(preferred);
                if (random.nextInt(2) == 0) {
                    concurrent = concurrent.mostAtOnce(1 + random.nextInt(3)).mostAttempts(1 + random.nextInt(9));
                }
                return one ? concurrent.only(only) : concurrent;
            }
            default -> {
                Staggered staggered = ConnectPolicy.staggered()
                        .prefer(preferred)
                        .attemptDelay(Duration.ofMillis(10 + random.nextInt(300)))
                        .resolutionDelay(Duration.ofMillis(random.nextInt(100)))
                        .minimumGap(Duration.ofMillis(random.nextInt(4) == 0 ? 0 : random.nextInt(30)))
                        .firstFamilyCount(1 + random.nextInt(3));
                if (random.nextInt(5) == 0) {
                    // Depends on nothing but its argument, so that a replay is possible.
                    staggered = staggered.ordered(candidates -> {
                        List<InetAddress> order = new ArrayList<>(candidates);
                        Collections.shuffle(order, new Random(order.size()));
                        return order;
                    });
                }
                if (random.nextInt(3) == 0) {
                    staggered = staggered.mostAtOnce(1 + random.nextInt(3));
                }
                if (random.nextInt(4) == 0) {
                    staggered = staggered.mostAttempts(1 + random.nextInt(5));
                }
                return one ? staggered.only(only) : staggered;
            }
        }
    }

    private static World world(Random random, Set<StandardProtocolFamily> families) throws UnknownHostException {
        List<World.Happening> happenings = new ArrayList<>();
        Map<AddressKey, World.Outcome> outcomes = new HashMap<>();
        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            if (!families.contains(family)) {
                continue;
            }
            List<InetAddress> pool = pool(random, family);
            for (InetAddress address : pool) {
                if (random.nextInt(5) > 0) {
                    outcomes.put(
                            new AddressKey(address),
                            new World.Outcome(random.nextInt(4) == 0, millis(random, 400), random.nextInt(5) > 0));
                }
            }
            long atNanos = millis(random, 300);
            int parts = random.nextInt(4); // none: this lookup never answers
            for (int part = 1; part <= parts; part++) {
                List<InetAddress> some =
                        pool.stream().filter(address -> random.nextBoolean()).toList();
                boolean last = part == parts || random.nextInt(3) == 0;
                happenings.add(new World.Happening(atNanos, new Event.Answered(new Answer(family, some, last))));
                if (!some.isEmpty() && random.nextInt(4) == 0) {
                    happenings.add(new World.Happening(
                            atNanos + millis(random, 50), new Event.Withdrawn(some.get(random.nextInt(some.size())))));
                }
                atNanos += millis(random, 400);
            }
        }
        for (int wake = random.nextInt(4); wake > 0; wake--) {
            happenings.add(new World.Happening(millis(random, 800), new Event.Woken())); // for nothing
        }
        if (random.nextInt(4) == 0) {
            happenings.add(new World.Happening(millis(random, 800), new Event.Stopped()));
        }
        happenings.sort(Comparator.comparingLong(World.Happening::atNanos));
        return new World(happenings, outcomes, World.NEVER);
    }

    private static List<InetAddress> pool(Random random, StandardProtocolFamily family) throws UnknownHostException {
        List<InetAddress> pool = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            if (family == INET) {
                pool.add(World.address("192.0.2." + i));
            } else {
                // Two zones of one link-local address now and then.
                byte[] bytes = World.address("fe80::" + (i + 1) / 2).getAddress();
                pool.add(Inet6Address.getByAddress(null, bytes, i));
            }
        }
        return pool;
    }

    private static long millis(Random random, int below) {
        return random.nextInt(below) * World.MILLISECOND;
    }
}
