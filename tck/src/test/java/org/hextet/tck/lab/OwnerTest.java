package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnerTest {

    @Test
    void a_mark_is_read_back_and_whoever_lives_is_not_gone() {
        Owner here = Owner.thisProcess();

        assertEquals(Optional.of(here), Owner.of(here.mark()));
        assertFalse(here.isGone());
    }

    @Test
    void whoever_has_the_number_of_another_is_not_that_other() {
        Owner here = Owner.thisProcess();

        assertTrue(new Owner(here.pid(), here.started() + 1, here.numbering()).isGone());
    }

    @Test
    void processes_that_are_numbered_elsewhere_are_not_judged() {
        Owner here = Owner.thisProcess();

        assertFalse(new Owner(here.pid(), here.started() + 1, here.numbering() + 1).isGone());
        assertEquals(Optional.empty(), Owner.of("1a-2"));
    }
}
