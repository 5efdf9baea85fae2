package org.hextet.tck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Declared;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.rig.Aftermath;
import org.hextet.tck.subject.Subject;
import org.hextet.tck.subject.Transport;
import org.junit.jupiter.api.Test;

class GuardBudgetTest {

    private static final Catalogue CATALOGUE = Catalogue.of(Areas.all());
    private static final Row QUICK = CATALOGUE.entry("TCP-002").row();
    private static final Row IN_LAB = CATALOGUE.entry("TCP-009").row();

    private final Subject hanging = Subject.of(Transport.of(new Declared()));
    private final Subject other = Subject.of(Transport.named("nio"));
    private final GuardBudget budget = GuardBudget.ofRun();

    private void fail(Duration took, Aftermath aftermath) {
        CheckResult result = Results.withTook(Results.failed(QUICK, hanging, "it is wrong", List.of()), took);
        budget.note(Environment.LOOPBACK, hanging, new Ran(result, aftermath), 1);
    }

    @Test
    void a_provider_that_lets_many_waits_run_out_gets_shorter_guards_and_no_other_does() {
        for (int i = 0; i < 10; i++) {
            assertEquals(1, budget.part(QUICK, hanging));
            fail(Patience.guard(), Aftermath.CLEAN);
        }

        assertTrue(budget.part(QUICK, hanging) < budget.part(IN_LAB, hanging), "the kernel's own timeouts are longer");
        assertTrue(budget.part(IN_LAB, hanging) < 1, "it is shorter there too");
        assertEquals(1, budget.part(QUICK, other));
    }

    @Test
    void failures_that_cost_no_guard_shorten_none() {
        for (int i = 0; i < 100; i++) {
            fail(Patience.guard().dividedBy(2), Aftermath.LEFTOVERS);
        }

        assertEquals(1, budget.part(QUICK, hanging));
    }

    @Test
    void what_hangs_when_it_is_opened_is_not_opened_again_there() {
        fail(Patience.guard(), Aftermath.TRANSPORT_HANGS);

        assertEquals(
                Optional.of("not tried: opening the transport did not come back in TCP-002"),
                budget.whyNotTried(Environment.LOOPBACK, hanging));
        assertEquals(Optional.empty(), budget.whyNotTried(Environment.LAB, hanging));
        assertEquals(Optional.empty(), budget.whyNotTried(Environment.LOOPBACK, other));
    }
}
