package org.hextet.examples.asyncchannel;

import java.util.stream.Stream;
import org.hextet.tck.Tck;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class AsyncChannelTest {

    @TestFactory
    Stream<DynamicNode> conforms() {
        return Tck.forTransport("async-channel").tests();
    }
}
