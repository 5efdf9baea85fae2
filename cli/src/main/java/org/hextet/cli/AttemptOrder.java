package org.hextet.cli;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Placement;
import org.hextet.policies.Answer;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.Event;
import org.hextet.policies.Race;
import org.hextet.policies.Step;

/**
 * The order in which a policy would try addresses: it is told that both families are answered at once, and that each
 * attempt fails.
 */
final class AttemptOrder {

    private AttemptOrder() {}

    /**
     * Asks the policy.
     *
     * @param policy whom to ask
     * @param by the order that they are in
     * @param placements addresses in the order of RFC 6724
     * @return the same in the order of the attempts; those that the policy would not try are left out
     */
    static List<Placement> of(ConnectPolicy policy, DestinationOrder by, List<Placement> placements) {
        Map<StandardProtocolFamily, List<InetAddress>> byFamily = new EnumMap<>(StandardProtocolFamily.class);
        policy.families().forEach(family -> byFamily.put(family, new ArrayList<>()));
        for (Placement placement : placements) {
            List<InetAddress> own = byFamily.get(AddressRules.family(placement.destination()));
            if (own != null) {
                own.add(placement.destination());
            }
        }
        List<Answer> answers = new ArrayList<>();
        byFamily.forEach((family, addresses) -> answers.add(new Answer(family, addresses)));

        List<Placement> order = new ArrayList<>();
        Optional<StandardProtocolFamily> leading = by.leadingFamily(placements.stream()
                .map(placement -> new Candidate(placement.destination(), placement.source()))
                .toList());
        ArrayDeque<Event> events = new ArrayDeque<>(List.of(new Event.Answered(answers, leading)));
        Race race = policy.race();
        long now = 0;
        while (!events.isEmpty()) {
            for (Step step : race.on(now, events.remove())) {
                if (step instanceof Step.Attempt attempt) {
                    order.add(placement(placements, attempt.address()));
                    events.add(new Event.AttemptFailed(attempt.address()));
                } else if (step instanceof Step.WakeAt wake && events.isEmpty()) {
                    now = Math.max(now, wake.atNanos());
                    events.add(new Event.Woken());
                }
            }
        }
        return order;
    }

    private static Placement placement(List<Placement> placements, InetAddress address) {
        return placements.stream()
                .filter(each -> AddressKey.of(each.destination()).equals(AddressKey.of(address)))
                .findFirst()
                .orElseThrow();
    }
}
