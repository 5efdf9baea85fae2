package org.hextet.tck;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The house's own providers keep the matrix. */
class ConformanceTest {

    @TestFactory
    Stream<DynamicNode> nio_conforms() {
        return Tck.forTransport("nio").tests();
    }

    /** Where it is unavailable (no C compiler when it was built, no Linux) each row is skipped, with that reason. */
    @TestFactory
    Stream<DynamicNode> epoll_conforms() {
        return Tck.forTransport("epoll").tests();
    }

    @TestFactory
    Stream<DynamicNode> the_jdks_resolver_conforms() {
        return Tck.forResolver("jdk").tests();
    }

    @TestFactory
    Stream<DynamicNode> the_resolver_of_dnsjava_conforms() {
        return Tck.forResolver("dnsjava").tests();
    }

    @TestFactory
    Stream<DynamicNode> the_house_conforms() {
        return Tck.forHouse().tests();
    }
}
