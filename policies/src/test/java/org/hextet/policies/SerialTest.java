package org.hextet.policies;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerialTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        CBN-033: black hole given up, refused, good | t=0 a 192.0.2.1,192.0.2.2,192.0.2.3; t=0 aaaa - | 192.0.2.1 timeout@9000; 192.0.2.2 refused@1; 192.0.2.3 connect@20 | attempt 192.0.2.1@0; attempt 192.0.2.2@9000; attempt 192.0.2.3@9001; win 192.0.2.3@9021
        a black hole holds up all others            | t=0 a 192.0.2.1,192.0.2.2; t=0 aaaa -              | 192.0.2.2 connect@1                                                | attempt 192.0.2.1@0
        families take turns                         | t=0 a 192.0.2.1,192.0.2.2; t=0 aaaa 2001:db8::1    | 2001:db8::1 refused@5; 192.0.2.1 refused@5; 192.0.2.2 refused@5     | attempt 2001:db8::1@0; attempt 192.0.2.1@5; attempt 192.0.2.2@10; fail@15
        AAAA first starts at once                   | t=10 aaaa 2001:db8::1; t=20 a 192.0.2.1            | 2001:db8::1 connect@300                                            | attempt 2001:db8::1@10; win 2001:db8::1@310
        A first waits for the resolution delay      | t=10 a 192.0.2.1                                   | 192.0.2.1 connect@1                                                | attempt 192.0.2.1@60; win 192.0.2.1@61
        AAAA within the resolution delay            | t=10 a 192.0.2.1; t=40 aaaa 2001:db8::1            | 2001:db8::1 refused@7; 192.0.2.1 connect@1                         | attempt 2001:db8::1@40; attempt 192.0.2.1@47; win 192.0.2.1@48
        a late address waits for the running one    | t=0 aaaa 2001:db8::1; t=400 a 192.0.2.1            | 2001:db8::1 refused@900; 192.0.2.1 connect@1                       | attempt 2001:db8::1@0; attempt 192.0.2.1@900; win 192.0.2.1@901
        a late address is waited for                | t=0 aaaa 2001:db8::1; t=400 a 192.0.2.1            | 2001:db8::1 refused@9; 192.0.2.1 connect@1                         | attempt 2001:db8::1@0; attempt 192.0.2.1@400; win 192.0.2.1@401
        no address                                  | t=10 aaaa -; t=20 a !                              | -                                                                  | fail@20
        a withdrawn address is left out             | t=0 aaaa 2001:db8::1; t=0 a 192.0.2.1; t=5 remove 192.0.2.1 | 2001:db8::1 refused@9                                     | attempt 2001:db8::1@0; fail@9
        stopped                                     | t=0 aaaa 2001:db8::1; t=0 a 192.0.2.1; t=5 stop    | 2001:db8::1 connect@9                                              | attempt 2001:db8::1@0; cancel 2001:db8::1@5; stopped@5
        """)
    void the_schedule_is(String name, String events, String outcomes, String expected) {
        assertEquals(expected, Run.schedule(ConnectPolicy.serial(), events, outcomes), name);
    }

    @Test
    void ipv4_preferred_comes_first() {
        assertEquals(
                "attempt 192.0.2.1@10; attempt 2001:db8::1@15; fail@20",
                Run.schedule(
                        ConnectPolicy.serial().prefer(INET),
                        "t=0 aaaa 2001:db8::1; t=10 a 192.0.2.1",
                        "192.0.2.1 refused@5; 2001:db8::1 refused@5"));
    }

    @Test
    void no_resolution_delay_starts_with_the_first_answer() {
        assertEquals(
                "attempt 192.0.2.1@3; attempt 2001:db8::1@8",
                Run.schedule(
                        ConnectPolicy.serial().resolutionDelay(Duration.ZERO),
                        "t=3 a 192.0.2.1; t=4 aaaa 2001:db8::1",
                        "192.0.2.1 refused@5"));
    }

    @Test
    void a_worked_address_and_the_users_order_are_obeyed() {
        World world = World.read("t=0 a 192.0.2.1,192.0.2.2,192.0.2.3", "192.0.2.1 refused@5; 192.0.2.3 refused@5");
        Serial policy = ConnectPolicy.serial().only(INET);

        assertEquals(
                "attempt 192.0.2.3@0; attempt 192.0.2.1@5; attempt 192.0.2.2@10",
                Run.of(policy.race(new History(World.addresses("192.0.2.3"))), world)
                        .schedule());
        assertEquals(
                "attempt 192.0.2.3@0; fail@5",
                Run.of(policy.ordered(candidates -> List.of(candidates.get(candidates.size() - 1))), world)
                        .schedule());
    }
}
