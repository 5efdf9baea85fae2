package org.hextet.policies;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrentTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        CBN-034: all at once, the first success wins | t=0 aaaa 2001:db8::1; t=0 a 192.0.2.1,192.0.2.2 | 192.0.2.2 connect@7; 2001:db8::1 connect@8 | attempt 2001:db8::1@0; attempt 192.0.2.1@0; attempt 192.0.2.2@0; win 192.0.2.2@7; cancel 2001:db8::1@7; cancel 192.0.2.1@7
        an A answer waits for nothing                | t=3 a 192.0.2.1; t=4 aaaa 2001:db8::1           | 192.0.2.1 connect@9; 2001:db8::1 connect@9  | attempt 192.0.2.1@3; attempt 2001:db8::1@4; win 192.0.2.1@12; cancel 2001:db8::1@12
        a late address starts at once                | t=0 aaaa 2001:db8::1; t=100 a 192.0.2.1         | 192.0.2.1 connect@5                         | attempt 2001:db8::1@0; attempt 192.0.2.1@100; win 192.0.2.1@105; cancel 2001:db8::1@105
        all refused                                  | t=0 aaaa 2001:db8::1; t=0 a 192.0.2.1           | 192.0.2.1 refused@5; 2001:db8::1 refused@9  | attempt 2001:db8::1@0; attempt 192.0.2.1@0; fail@9
        all refused, a lookup is out                 | t=0 aaaa 2001:db8::1; t=50 a -                  | 2001:db8::1 refused@9                       | attempt 2001:db8::1@0; fail@50
        no address                                   | t=10 aaaa -; t=20 a !                           | -                                           | fail@20
        an address that is answered twice            | t=0 a 192.0.2.1,192.0.2.1; t=5 a+ 192.0.2.1; t=6 aaaa - | 192.0.2.1 refused@9                 | attempt 192.0.2.1@0; fail@9
        stopped                                      | t=0 aaaa 2001:db8::1; t=0 a 192.0.2.1; t=5 stop | 2001:db8::1 connect@9                       | attempt 2001:db8::1@0; attempt 192.0.2.1@0; cancel 2001:db8::1@5; cancel 192.0.2.1@5; stopped@5
        """)
    void the_schedule_is(String name, String events, String outcomes, String expected) {
        assertEquals(expected, Run.schedule(ConnectPolicy.concurrent(), events, outcomes), name);
    }

    @Test
    void the_preferred_family_is_first_within_an_instant() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 2001:db8::1@0",
                Run.schedule(ConnectPolicy.concurrent().prefer(INET), "t=0 aaaa 2001:db8::1; t=0 a 192.0.2.1", "-"));
    }

    @Test
    void a_user_can_bound_the_burst_by_leaving_addresses_out() {
        Concurrent two = ConnectPolicy.concurrent().only(INET6).ordered(candidates -> candidates.subList(0, 2));

        assertEquals(
                "attempt 2001:db8::1@0; attempt 2001:db8::2@0",
                Run.schedule(two, "t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3", "-"));
        assertEquals(List.of(INET6), List.copyOf(two.families()));
    }
}
