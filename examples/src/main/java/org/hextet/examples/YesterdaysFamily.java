package org.hextet.examples;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;

import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hextet.policies.Answer;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.Event;
import org.hextet.policies.History;
import org.hextet.policies.Race;
import org.hextet.policies.Step;

/** A policy of one's own: addresses of the family that won the last time first, at most two at a time. */
public record YesterdaysFamily() implements ConnectPolicy {
    @Override
    public Set<StandardProtocolFamily> families() {
        return EnumSet.of(INET6, INET);
    }

    @Override
    public Race race(History history) {
        int length = history.worked().isEmpty() ? 16 : history.worked().get(0).getAddress().length;
        Collection<StandardProtocolFamily> lookups = families(); // those that are out
        List<Step.Attempt> untried = new ArrayList<>();
        Collection<Step.Attempt> underWay = new ArrayList<>();
        return (atNanos, event) -> {
            List<Step> steps = new ArrayList<>();
            boolean isOver = lookups.isEmpty() && untried.isEmpty() && underWay.isEmpty();
            if (event instanceof Event.Answered answered && !isOver) {
                for (Answer answer : answered.answers()) {
                    answer.addresses().forEach(address -> untried.add(new Step.Attempt(address)));
                    lookups.removeIf(family -> family == answer.family() && answer.last());
                }
                untried.sort(Comparator.comparing(each -> each.address().getAddress().length != length));
            } else if (event instanceof Event.AttemptFailed failed) {
                underWay.remove(new Step.Attempt(failed.address()));
            } else if (event instanceof Event.Connected connected) { // late, if the race is over
                boolean wins = underWay.remove(new Step.Attempt(connected.address()));
                steps.add(wins ? new Step.Won(connected.address()) : new Step.Cancel(connected.address()));
            }
            if (event instanceof Event.Connected || event instanceof Event.Stopped) {
                underWay.forEach(loser -> steps.add(new Step.Cancel(loser.address())));
                Stream.of(lookups, untried, underWay).forEach(Collection::clear);
            } else if (!isOver) {
                List<Step.Attempt> next = untried.subList(0, Math.min(untried.size(), 2 - underWay.size()));
                underWay.addAll(next);
                steps.addAll(lookups.isEmpty() && underWay.isEmpty() ? List.of(new Step.Failed()) : next);
                next.clear();
            }
            return steps;
        };
    }
}
