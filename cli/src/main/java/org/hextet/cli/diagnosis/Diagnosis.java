package org.hextet.cli.diagnosis;

import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is to be made of what was seen.
 *
 * @param seen what it is about
 * @param expected the families that must work
 * @param status all is well, or how bad it is
 * @param problems what is wrong; empty exactly where the status is ok
 * @param notes what is good to know
 * @param verdict in plain words
 */
record Diagnosis(
        Observations seen,
        Set<StandardProtocolFamily> expected,
        Status status,
        List<Finding> problems,
        List<Finding> notes,
        String verdict) {

    /** How it is. */
    enum Status {
        /** Every family that is expected works, and nothing harms. */
        OK("ok"),
        /** A family that is expected works; something is wrong. */
        DEGRADED("degraded"),
        /** No family that is expected works. */
        BROKEN("broken");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    Diagnosis {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    static Diagnosis of(Observations seen, Expectation expectation) {
        Set<StandardProtocolFamily> expected = expectation.families(seen);
        List<Finding> found = new ArrayList<>();
        found.addAll(HostFindings.of(seen, expectation));
        if (seen.target().isPresent()) {
            found.addAll(NameFindings.of(seen, expected));
            found.addAll(AttemptFindings.of(seen, expected));
        }
        if (!seen.isWhole()) {
            found.add(Finding.problem(Code.INTERRUPTED, "stopped before the end: what is not here was not seen"));
        }
        List<Finding> problems = found.stream().filter(Finding::isProblem).toList();
        List<Finding> notes =
                found.stream().filter(finding -> !finding.isProblem()).toList();
        Status status = status(seen, expected, problems);
        return new Diagnosis(seen, expected, status, problems, notes, Verdict.of(seen, expected, status));
    }

    private static Status status(Observations seen, Set<StandardProtocolFamily> expected, List<Finding> problems) {
        boolean somethingWorks = expected.stream().anyMatch(family -> works(seen, family));
        if (problems.isEmpty()) {
            return somethingWorks ? Status.OK : Status.BROKEN;
        }
        return somethingWorks || !seen.isWhole() ? Status.DEGRADED : Status.BROKEN;
    }

    /** Of a name: an address connects. Of the host: it can send. */
    static boolean works(Observations seen, StandardProtocolFamily family) {
        return seen.target().isPresent() ? seen.connects(family) : seen.host().hasSource(family);
    }
}
