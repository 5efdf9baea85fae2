package org.hextet.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.hextet.api.NoProviderException;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private static final Selection.Kind KIND =
            new Selection.Kind("transport", "hextet.transport", "add hextet-impl-nio");

    private static ProviderListing<String> listing(String name, int priority, String implementation) {
        return new ProviderListing<>(name, implementation, priority, Optional.of(implementation), Optional.empty());
    }

    private static ProviderListing<String> broken(String name, int priority, String why) {
        return new ProviderListing<>(name, "x." + name, priority, Optional.empty(), Optional.of(why));
    }

    @Test
    void the_highest_rank_wins_without_a_word() throws NoProviderException {
        var chosen = Selection.choose(KIND, List.of(listing("nio", 100, "a"), listing("epoll", 200, "b")), null);

        assertEquals("b", chosen.provider());
        assertTrue(chosen.warnings().isEmpty());
    }

    @Test
    void an_unavailable_best_is_passed_over() throws NoProviderException {
        var chosen =
                Selection.choose(KIND, List.of(listing("nio", 100, "a"), broken("epoll", 200, "no library")), null);

        assertEquals("a", chosen.provider());
    }

    @Test
    void a_tie_goes_by_name_with_a_warning_that_says_how_to_choose() throws NoProviderException {
        var chosen = Selection.choose(KIND, List.of(listing("zeta", 100, "z"), listing("alpha", 100, "a")), null);

        assertEquals("a", chosen.provider());
        assertEquals(
                List.of("2 transports rank 100: alpha, zeta; took alpha; choose with -Dhextet.transport=NAME"),
                chosen.warnings());
    }

    @Test
    void two_of_one_name_go_by_class_with_a_warning_that_names_both() throws NoProviderException {
        var found = List.of(listing("nio", 100, "z.Nio"), listing("nio", 100, "a.Nio"));

        var byRank = Selection.choose(KIND, found, null);
        var byName = Selection.choose(KIND, found, "nio");

        assertEquals("a.Nio", byRank.provider());
        assertEquals("a.Nio", byName.provider());
        String warning = "2 transports are named nio: a.Nio, z.Nio; took a.Nio; remove the others to choose";
        assertEquals(List.of(warning), byRank.warnings());
        assertEquals(List.of(warning), byName.warnings());
    }

    @Test
    void a_rank_below_zero_is_only_taken_by_name() throws NoProviderException {
        var found = List.of(listing("simulated", -1, "s"));

        NoProviderException none = assertThrows(NoProviderException.class, () -> Selection.choose(KIND, found, null));

        assertEquals("no transport available: found simulated (only taken by name)", none.getMessage());
        assertEquals("s", Selection.choose(KIND, found, "simulated").provider());
    }

    @Test
    void nothing_found_says_what_to_add() {
        NoProviderException none = assertThrows(
                NoProviderException.class, () -> Selection.choose(KIND, List.<ProviderListing<String>>of(), null));

        assertEquals("no transport available: none was found (add hextet-impl-nio)", none.getMessage());
        assertFalse(none.wasFound());
    }

    @Test
    void nothing_usable_lists_each_with_its_reason() {
        var found = List.of(broken("epoll", 200, "no native library for linux-riscv64"), broken("nio", 100, "broken"));

        NoProviderException none = assertThrows(NoProviderException.class, () -> Selection.choose(KIND, found, null));

        assertEquals(
                "no transport available: found epoll (no native library for linux-riscv64), nio (broken)",
                none.getMessage());
        assertTrue(none.wasFound());
    }

    @Test
    void a_named_one_that_is_unavailable_gives_its_reason_and_an_unknown_one_the_list() {
        var found = List.of(listing("nio", 100, "a"), broken("epoll", 200, "no library"));

        NoProviderException unavailable =
                assertThrows(NoProviderException.class, () -> Selection.choose(KIND, found, "epoll"));
        NoProviderException unknown =
                assertThrows(NoProviderException.class, () -> Selection.choose(KIND, found, "kqueue"));

        assertEquals("transport epoll is unavailable here: no library", unavailable.getMessage());
        assertTrue(unavailable.wasFound());
        assertEquals("no transport named kqueue: found nio, epoll (no library)", unknown.getMessage());
        assertFalse(unknown.wasFound());
    }
}
