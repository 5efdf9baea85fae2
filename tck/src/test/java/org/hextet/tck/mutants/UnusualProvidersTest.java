package org.hextet.tck.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.hextet.tck.Tck;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What keeps the contract in a way of its own passes: a check that fails here demands more than is promised. A few rows
 * of each kind; all of them by hand, with {@code -Dhextet.test.unusual=all}, or {@code hextet tck --transport
 * nio!slow}.
 */
class UnusualProvidersTest {

    private static final String[] ROWS_OF_STREAMS = {
        "TCP-202", "TCP-205", "TCP-214", "TCP-216", "TCP-217", "TCP-220", "TCP-221", "TCP-226", "TCP-228", "TCP-233",
        "TCP-240", "TLS-002", "TLS-018", "TLS-024", "STL-001", "STL-002", "STL-003", "STL-012", "UDP-014", "UDP-101"
    };
    private static final String[] ROWS_OF_DATAGRAMS = {"UDP-014", "UDP-015", "UDP-017", "UDP-018", "UDP-021", "UDP-102"
    };
    private static final String[] ROWS_OF_RESOLVERS = {
        "RES-001", "RES-003", "RES-006", "RES-010", "RES-011", "RES-013", "RES-014", "RES-015", "RES-018"
    };

    private static boolean isEverythingWanted() {
        return "all".equals(System.getProperty("hextet.test.unusual"));
    }

    private static DynamicNode conforming(String name, Tck tck, String... sample) {
        Tck wanted = isEverythingWanted() ? tck : tck.withIds(sample);
        return DynamicContainer.dynamicContainer(name, wanted.tests());
    }

    @TestFactory
    Stream<DynamicNode> an_unusual_transport_conforms() {
        return UnusualProviders.transports().stream()
                .map(one -> conforming(
                        one.name(),
                        Tck.forTransport("nio!" + one.name()),
                        one.name().equals("fresh-buffers") ? ROWS_OF_DATAGRAMS : ROWS_OF_STREAMS));
    }

    @TestFactory
    Stream<DynamicNode> an_unusual_resolver_conforms() {
        return UnusualProviders.resolvers().stream()
                .map(one -> conforming(one.name(), Tck.forResolver("dnsjava!" + one.name()), ROWS_OF_RESOLVERS));
    }

    @Test
    void no_name_is_that_of_a_mutant() {
        List<String> unusual = Stream.concat(
                        UnusualProviders.transports().stream().map(Unusual::name),
                        UnusualProviders.resolvers().stream().map(Unusual::name))
                .toList();

        assertEquals(
                List.of(),
                Mutants.all().stream()
                        .map(Mutant::name)
                        .filter(unusual::contains)
                        .toList());
        assertEquals(unusual.size(), unusual.stream().distinct().count());
    }
}
