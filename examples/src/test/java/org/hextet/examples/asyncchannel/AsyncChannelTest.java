package org.hextet.examples.asyncchannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.api.Reactor;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Needs;
import org.hextet.tck.Outcome;
import org.hextet.tck.Report;
import org.hextet.tck.Row;
import org.hextet.tck.Scope;
import org.hextet.tck.Selection;
import org.hextet.tck.Tck;
import org.hextet.tck.lab.Environment;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AsyncChannelTest {

    /** Without SO_LINGER an abort ends with a FIN: these want a reset from it, most of them only to see one come. */
    private static final Set<String> NO_RESET = Set.of(
            "TCP-024", "TCP-227", "TCP-230", "TCP-232", "TCP-233", "TCP-234", "TCP-302", "LIF-030", "ERR-009",
            "ERR-016", "ERR-017", "ERR-018", "ERR-019", "LIM-007", "LIM-008", "BRG-004");

    /** They look for an IPv4 connect in /proc/net/tcp; that of an IPv6 socket stands in tcp6. */
    private static final Set<String> NO_IPV4_SOCKETS = Set.of("TCP-106", "CBN-031", "CBN-044");

    /** An accept under way cannot be called back: its client is accepted where the row wants none accepted. */
    private static final Set<String> NO_CALLING_BACK = Set.of("LIM-002");

    private static final Set<String> AREAS =
            Set.of("tcp-listen", "tcp-connect", "tcp-data", "tcp-options", "lifecycle", "timers", "bridging");

    private static List<String> beyondReach() {
        return Stream.of(NO_RESET, NO_IPV4_SOCKETS, NO_CALLING_BACK)
                .flatMap(Set::stream)
                .sorted()
                .toList();
    }

    /**
     * What a transport is about, on the loopback. Rows in namespaces and child JVMs take long, and are left to a whole
     * run.
     */
    private static boolean isOnLoopback(Row row) {
        return AREAS.contains(row.area()) && row.environments().equals(List.of(Environment.LOOPBACK));
    }

    @TestFactory
    Stream<DynamicNode> conforms_wherever_its_channels_can() {
        Tck everything = Tck.forTransport("async-channel");
        List<String> beyond = beyondReach();

        return everything
                .withIds(everything.rows().stream()
                        .filter(AsyncChannelTest::isOnLoopback)
                        .map(Row::id)
                        .filter(id -> !beyond.contains(id))
                        .toArray(String[]::new))
                .tests();
    }

    /** A row that passes, or that a capability has made unsupported, is to leave the list. */
    @Test
    void what_is_beyond_reach_fails_or_lacks_its_environment() {
        Selection beyond = Selection.everything()
                .withTransports(List.of("async-channel"))
                .withScopes(EnumSet.of(Scope.TRANSPORT))
                .withIds(Tck.forTransport("async-channel").rows().stream()
                        .filter(AsyncChannelTest::isOnLoopback)
                        .map(Row::id)
                        .filter(beyondReach()::contains)
                        .collect(Collectors.toSet()));

        Report report = Tck.run(beyond, (result, done, all) -> {});

        assertEquals(
                List.of(),
                report.results().stream()
                        .filter(result -> result.outcome() == Outcome.PASS || result.outcome() == Outcome.UNSUPPORTED)
                        .map(CheckResult::toTsv)
                        .toList());
    }

    /** Rows of what it does not declare say so, one and all, and none of them is a failure. */
    @Test
    void rows_of_datagrams_are_unsupported() {
        Selection datagrams = Selection.everything()
                .withTransports(List.of("async-channel"))
                .withScopes(EnumSet.of(Scope.TRANSPORT))
                .withIds(Tck.forTransport("async-channel").rows().stream()
                        .filter(row -> row.needs().contains(Needs.UDP)
                                && row.environments().equals(List.of(Environment.LOOPBACK)))
                        .map(Row::id)
                        .collect(Collectors.toSet()));

        Report report = Tck.run(datagrams, (result, done, all) -> {});

        assertTrue(report.results().size() > 30, report.verdict());
        assertEquals(
                List.of(),
                report.results().stream()
                        .filter(result -> result.outcome() != Outcome.UNSUPPORTED)
                        .map(CheckResult::toTsv)
                        .toList());
    }

    @Test
    void it_is_taken_by_its_name_only() throws IOException {
        try (Reactor named = Reactor.open("async-channel");
                Reactor best = Reactor.open()) {
            assertEquals("async-channel", named.provider());
            assertEquals("nio", best.provider());
        }
    }

    @Test
    void what_it_lacks_is_declared_with_a_reason() {
        AsyncChannelProvider provider = new AsyncChannelProvider();

        assertTrue(provider.capabilities().absent().keySet().stream()
                .anyMatch(capability -> capability.name().equals("reset")));
        provider.capabilities().absent().values().forEach(reason -> assertFalse(reason.isBlank()));
    }
}
