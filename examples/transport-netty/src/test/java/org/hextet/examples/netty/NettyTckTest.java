package org.hextet.examples.netty;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hextet.tck.Tck;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Row;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class NettyTckTest {

    private static final Set<String> AREAS = Set.of(
            "tcp-listen",
            "tcp-connect",
            "tcp-data",
            "tcp-options",
            "udp",
            "udp-connected",
            "multicast",
            "lifecycle",
            "timers",
            "bridging");

    /**
     * All of it with {@code -Dhextet.test.whole=true}; else what a transport is about, in this process: rows in
     * namespaces and child JVMs take long.
     */
    @TestFactory
    Stream<DynamicNode> conforms() {
        Tck everything = Tck.forTransport("netty");
        return Boolean.getBoolean("hextet.test.whole")
                ? everything.tests()
                : everything
                        .withIds(everything.rows().stream()
                                .filter(NettyTckTest::isQuick)
                                .map(Row::id)
                                .toArray(String[]::new))
                        .tests();
    }

    private static boolean isQuick(Row row) {
        return AREAS.contains(row.area()) && row.environments().equals(List.of(Environment.LOOPBACK));
    }
}
