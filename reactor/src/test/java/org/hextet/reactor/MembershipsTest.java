package org.hextet.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.junit.jupiter.api.Test;

class MembershipsTest {

    private static final InetAddress GROUP = AddressText.parse("ff05::7").toInetAddress();
    private static final InetAddress SOURCE = AddressText.parse("2001:db8::1").toInetAddress();
    private static final InetAddress OTHER = AddressText.parse("2001:db8::2").toInetAddress();

    private static final InetSocketAddress FROM_SOURCE = new InetSocketAddress(SOURCE, 9);
    private static final InetSocketAddress FROM_OTHER = new InetSocketAddress(OTHER, 9);

    private final HandTurnedDatagrams driver = new HandTurnedDatagrams(new HandTurnedDriver());
    private final Memberships groups = new Memberships(driver, 1);

    @Test
    void the_kernel_hears_of_the_first_join_and_of_the_last_leave() throws DriverException {
        groups.join(GROUP, 2, null);
        groups.join(GROUP, 2, null);
        groups.leave(GROUP, 2, null);
        assertEquals(List.of("join ff05::7"), driver.asked);
        assertTrue(groups.hear(GROUP, 2, FROM_SOURCE));

        groups.leave(GROUP, 2, null);

        assertEquals(List.of("join ff05::7", "leave ff05::7"), driver.asked);
        assertFalse(groups.hear(GROUP, 2, FROM_SOURCE));
    }

    @Test
    void interfaces_are_told_apart() throws DriverException {
        groups.join(GROUP, 2, null);

        assertTrue(groups.hear(GROUP, 2, FROM_SOURCE));
        assertFalse(groups.hear(GROUP, 3, FROM_SOURCE));
    }

    @Test
    void each_source_is_a_membership_of_its_own() throws DriverException {
        groups.join(GROUP, 2, SOURCE);
        groups.join(GROUP, 2, OTHER);
        groups.leave(GROUP, 2, SOURCE);

        assertTrue(groups.hear(GROUP, 2, FROM_OTHER));
        assertFalse(groups.hear(GROUP, 2, FROM_SOURCE));
        assertEquals(
                List.of(
                        "join ff05::7 for 2001:db8::1",
                        "join ff05::7 for 2001:db8::2",
                        "leave ff05::7 for 2001:db8::1"),
                driver.asked);
    }

    @Test
    void any_source_and_one_source_exclude_each_other_and_the_first_stays() throws DriverException {
        groups.join(GROUP, 2, null);
        assertThrows(IllegalStateException.class, () -> groups.join(GROUP, 2, SOURCE));
        assertTrue(groups.hear(GROUP, 2, FROM_SOURCE));

        groups.join(GROUP, 3, SOURCE);
        assertThrows(IllegalStateException.class, () -> groups.join(GROUP, 3, null));
        assertTrue(groups.hear(GROUP, 3, FROM_SOURCE));
    }

    /** Joined on the silent interface, it looks at the sources of no membership. */
    @Test
    void a_kernel_that_looks_at_one_membership_alone_is_given_one_that_lets_all_in_and_always_the_last()
            throws DriverException {
        driver.silentInterface = 1;
        groups.join(GROUP, 2, SOURCE);
        groups.join(GROUP, 2, OTHER);
        assertEquals(2, driver.asked.size(), "on one interface it is not confused");

        groups.join(GROUP, 3, null);
        assertEquals(List.of("join ff05::7", "join ff05::7"), driver.asked.subList(2, 4));
        groups.join(GROUP, 4, SOURCE);
        assertEquals(
                List.of("join ff05::7 for 2001:db8::1", "leave ff05::7", "join ff05::7"), driver.asked.subList(4, 7));
        assertFalse(groups.hear(GROUP, 1, FROM_SOURCE), "nobody has joined it there");

        groups.leave(GROUP, 3, null);
        groups.leave(GROUP, 4, SOURCE);
        assertEquals(
                List.of("leave ff05::7", "leave ff05::7 for 2001:db8::1", "leave ff05::7"),
                driver.asked.subList(7, 10));
    }

    @Test
    void a_group_that_is_heard_from_all_on_every_interface_needs_no_such_membership_until_one_is_blocked()
            throws DriverException {
        driver.silentInterface = 1;
        groups.join(GROUP, 2, null);
        groups.join(GROUP, 3, null);
        assertEquals(2, driver.asked.size());

        groups.block(GROUP, 3, SOURCE, true);
        groups.block(GROUP, 3, SOURCE, false);

        assertEquals(
                List.of("block 2001:db8::1", "join ff05::7", "unblock 2001:db8::1", "leave ff05::7"),
                driver.asked.subList(2, 6));
    }

    @Test
    void what_the_kernel_refused_was_not_joined() {
        driver.nextFailure = new DriverException(DriverException.Step.OTHER, Errno.ENODEV, null);

        assertThrows(DriverException.class, () -> groups.join(GROUP, 2, null));

        assertFalse(groups.hear(GROUP, 2, FROM_SOURCE));
    }

    @Test
    void the_kernel_hears_once_of_each_change_of_a_block() throws DriverException {
        groups.join(GROUP, 2, null);
        groups.block(GROUP, 2, SOURCE, false);
        groups.block(GROUP, 2, SOURCE, true);
        groups.block(GROUP, 2, SOURCE, true);
        assertFalse(groups.hear(GROUP, 2, FROM_SOURCE));
        assertTrue(groups.hear(GROUP, 2, FROM_OTHER));
        groups.block(GROUP, 2, SOURCE, false);

        assertEquals(List.of("join ff05::7", "block 2001:db8::1", "unblock 2001:db8::1"), driver.asked);
    }
}
