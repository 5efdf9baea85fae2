package org.hextet.cli.diagnosis;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.policies.Answer;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.Event;
import org.hextet.policies.Race;
import org.hextet.policies.Step;

/** Plays a connect through in virtual time: what a policy would do where each attempt goes as it was seen to go. */
final class Rehearsal {

    /**
     * How an attempt goes.
     *
     * @param nanos until it is decided
     * @param connects whether well
     */
    record Fate(long nanos, boolean connects) {}

    /** Something that will happen. */
    private record Due(long atNanos, long number, Event event) {}

    private final Race race;
    private final Map<AddressKey, Fate> fates = new HashMap<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::number));
    private long number;

    private Rehearsal(ConnectPolicy policy) {
        this.race = policy.race();
    }

    /**
     * How long it takes until one address has connected.
     *
     * @param policy whom to try when
     * @param fates of each address, in the order of RFC 6724; both families are answered at once
     * @return empty if none connects
     */
    static Optional<Long> nanosUntilConnected(ConnectPolicy policy, List<Map.Entry<InetAddress, Fate>> fates) {
        Rehearsal rehearsal = new Rehearsal(policy);
        List<Answer> answers = new ArrayList<>();
        for (StandardProtocolFamily family : Families.BOTH) {
            if (policy.families().contains(family)) {
                answers.add(new Answer(
                        family,
                        fates.stream()
                                .map(Map.Entry::getKey)
                                .filter(address -> Families.is(family, address))
                                .toList()));
            }
        }
        fates.forEach(each -> rehearsal.fates.put(AddressKey.of(each.getKey()), each.getValue()));
        rehearsal.put(
                0,
                new Event.Answered(
                        answers,
                        fates.stream()
                                .map(Map.Entry::getKey)
                                .map(AddressRules::family)
                                .findFirst()));
        return rehearsal.play();
    }

    private Optional<Long> play() {
        while (!due.isEmpty()) {
            Due next = due.remove();
            for (Step step : race.on(next.atNanos(), next.event())) {
                if (step instanceof Step.Won) {
                    return Optional.of(next.atNanos());
                } else if (step instanceof Step.Failed) {
                    return Optional.empty();
                } else if (step instanceof Step.WakeAt wake) {
                    put(Math.max(next.atNanos(), wake.atNanos()), new Event.Woken());
                } else if (step instanceof Step.Attempt attempt) {
                    begin(next.atNanos(), attempt.address());
                }
            }
        }
        return Optional.empty();
    }

    private void begin(long nowNanos, InetAddress address) {
        Fate fate = fates.getOrDefault(AddressKey.of(address), new Fate(0, false));
        put(nowNanos + fate.nanos(), fate.connects() ? new Event.Connected(address) : new Event.AttemptFailed(address));
    }

    private void put(long atNanos, Event event) {
        due.add(new Due(atNanos, number++, event));
    }
}
