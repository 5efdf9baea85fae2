package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class TryOrderTest {

    private static String order(java.util.function.IntUnaryOperator dice, String... services) {
        List<Record> records = Stream.of(services)
                .map(one -> ScriptedServer.record("s.test. 60 SRV " + one))
                .toList();
        return String.join(
                " | ",
                TryOrder.of(Type.SRV, records, dice).stream()
                        .map(Record::rdataToString)
                        .toList());
    }

    @Test
    void the_lowest_priority_comes_first_and_the_lot_decides_among_equals() {
        String[] services = {"2 0 1 c.", "1 0 1 z.", "1 3 1 a.", "1 7 1 b."};

        assertEquals("1 0 1 z. | 1 3 1 a. | 1 7 1 b. | 2 0 1 c.", order(bound -> 0, services));
        assertEquals("1 7 1 b. | 1 3 1 a. | 1 0 1 z. | 2 0 1 c.", order(bound -> bound - 1, services));
        assertEquals("1 3 1 a. | 1 7 1 b. | 1 0 1 z. | 2 0 1 c.", order(bound -> Math.min(3, bound - 1), services));
    }
}
