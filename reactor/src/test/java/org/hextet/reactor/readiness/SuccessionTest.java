package org.hextet.reactor.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SuccessionTest {

    private final Succession<List<String>, IOException> succession = new Succession<>();
    private final InetAddress group = AddressText.parse("ff15::1234").toInetAddress();
    private final InetAddress sender = AddressText.parse("2001:db8::1").toInetAddress();

    @Test
    void a_successor_is_told_what_holds_in_the_order_in_which_it_was_told() throws IOException {
        succession.told("hop limit", socket -> socket.add("hop limit 3"));
        succession.told("buffer", socket -> socket.add("buffer"));
        succession.told("label", socket -> socket.add("label"));
        succession.told("hop limit", socket -> socket.add("hop limit 5"));
        succession.untold("label");

        assertEquals(List.of("hop limit 5", "buffer"), successor());
    }

    @Test
    void a_membership_that_was_left_takes_along_whom_it_did_not_hear_and_no_other_does() throws IOException {
        join("on 2", 2, null);
        join("on 3", 3, null);
        succession.told(Succession.block(group, 2, sender), socket -> socket.add("not him on 2"));
        succession.told(Succession.block(group, 3, sender), socket -> socket.add("not him on 3"));

        succession.left(Succession.membership(group, 2, null));

        assertEquals(List.of("on 3", "not him on 3"), successor());
    }

    @Test
    void a_membership_for_one_sender_is_left_alone() throws IOException {
        InetAddress other = AddressText.parse("2001:db8::2").toInetAddress();
        join("him", 2, sender);
        join("another", 2, other);

        succession.left(Succession.membership(group, 2, sender));

        assertEquals(List.of("another"), successor());
    }

    @Test
    void what_the_kernel_refuses_reaches_who_wants_a_successor() {
        succession.told("group", socket -> {
            throw new IOException("no room");
        });

        assertEquals("no room", assertThrows(IOException.class, this::successor).getMessage());
    }

    private void join(String word, int interfaceIndex, @Nullable InetAddress source) {
        succession.told(Succession.membership(group, interfaceIndex, source), socket -> socket.add(word));
    }

    private List<String> successor() throws IOException {
        List<String> told = new ArrayList<>();
        succession.tell(told);
        return told;
    }
}
