package org.hextet.endpoints.inherited;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.Optional;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.junit.jupiter.api.Test;

final class InheritedSocketsTest {

    private static final long PID = 4711;

    private static InheritedSockets sockets(String pid, String fds, String names) {
        return new InheritedSockets(
                new ActivationVariables(Optional.of(pid), Optional.of(fds), Optional.of(names), PID));
    }

    private static String refusal(InheritedSockets sockets, String name) {
        BindException refused = assertThrows(BindException.class, () -> sockets.claim(name));
        assertEquals(FailureKind.NOT_AVAILABLE, ((NetworkFailure) refused).kind());
        return words(refused);
    }

    private static List<Integer> descriptors(InheritedSockets sockets, String name) throws IOException {
        return sockets.claim(name).stream().map(InheritedSocket::descriptor).toList();
    }

    @Test
    void descriptors_are_counted_from_three_and_found_by_name() throws Exception {
        InheritedSockets sockets = sockets("4711", "3", "web:admin:web");

        assertEquals(List.of(3, 5), descriptors(sockets, "web"));
        assertEquals(List.of(4), descriptors(sockets, "admin"));
    }

    @Test
    void a_number_counts_all_where_no_socket_is_called_so() throws Exception {
        InheritedSockets sockets = sockets("4711", "3", "web:admin:0");

        assertEquals(List.of(4), descriptors(sockets, "1"));
        assertEquals(List.of(5), descriptors(sockets, "0"), "the name, not the number");
    }

    @Test
    void sockets_without_names_are_called_unknown() throws Exception {
        InheritedSockets sockets = new InheritedSockets(
                new ActivationVariables(Optional.of("4711"), Optional.of("2"), Optional.empty(), PID));

        assertEquals(List.of(3, 4), descriptors(sockets, "unknown"));
    }

    @Test
    void an_unknown_name_lists_those_there_are() {
        String refusal = refusal(sockets("4711", "3", "web:admin:web"), "wep");

        assertTrue(refusal.startsWith("listen on systemd:wep: "), refusal);
        assertTrue(refusal.contains("\"web\", \"admin\", or by number 0 to 2"), refusal);
        assertTrue(refusal(sockets("4711", "3", "web:admin:web"), "3").contains("0 to 2"));
    }

    @Test
    void without_variables_it_asks_whether_this_was_started_by_systemd() {
        InheritedSockets none = new InheritedSockets(
                new ActivationVariables(Optional.empty(), Optional.empty(), Optional.empty(), PID));

        assertTrue(refusal(none, "web").contains("was it started by systemd"));
    }

    @Test
    void those_of_another_process_are_none_and_both_numbers_are_told() {
        String refusal = refusal(sockets("4712", "1", "web"), "web");

        assertTrue(refusal.contains("LISTEN_PID is 4712, this is 4711"), refusal);
        assertTrue(refusal(
                        new InheritedSockets(
                                new ActivationVariables(Optional.empty(), Optional.of("1"), Optional.empty(), PID)),
                        "web")
                .contains("LISTEN_PID is not set"));
    }

    @Test
    void nonsense_in_the_variables_is_told() {
        assertTrue(refusal(sockets("4711", "two", "a:b"), "a").contains("LISTEN_FDS is \"two\""));
        assertTrue(refusal(sockets("4711", "-1", "a"), "a").contains("LISTEN_FDS is \"-1\""));
        assertTrue(refusal(sockets("4711", "99999999999", "a"), "a").contains("no number of sockets"));
        assertTrue(refusal(sockets("4711", "0", ""), "a").contains("LISTEN_FDS is 0"));
        assertTrue(refusal(sockets("4711", "2", "a"), "a").contains("1 names for the 2 sockets"));
    }

    @Test
    void a_socket_is_claimed_once_and_again_when_it_was_given_back() throws Exception {
        InheritedSockets sockets = sockets("4711", "2", "web:web");
        List<InheritedSocket> claimed = sockets.claim("web");

        BindException taken = assertThrows(BindException.class, () -> sockets.claim("1"));
        sockets.giveBack(claimed.get(1));

        assertEquals(FailureKind.IN_USE, ((NetworkFailure) taken).kind());
        assertTrue(words(taken).contains("descriptor 4 was adopted before"), words(taken));
        assertThrows(BindException.class, () -> sockets.claim("web"), "all of a name, or none");
        assertEquals(List.of(4), descriptors(sockets, "1"));
    }
}
