package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.tck.Level.MUST;
import static org.hextet.tck.Needs.RESOLVE;
import static org.hextet.tck.Scope.RESOLVER;

import java.util.Set;
import org.hextet.api.NameResolver;
import org.hextet.tck.Check;
import org.hextet.tck.LookupRecorder;
import org.hextet.tck.Patience;
import org.hextet.tck.Rig;

/** Looking up names. */
final class ResolutionChecks {

    @Check(
            id = "RES-002",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "RFC 3493, section 6.1; Twisted SimpleHostnameResolver",
            because = "an endpoint may hand a literal to a resolver and must get it back at once, without a query",
            lookAt = "what is done with a name before anybody is asked")
    void a_literal_is_answered_as_it_is_and_not_inside_the_call(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();
        LookupRecorder answers = new LookupRecorder();

        boolean inside = rig.onLoop(rig.reactor(), () -> {
            resolver.lookup(rig.reactor(), "::1", Set.of(INET, INET6), Patience.guard(), answers);
            return answers.heardAnything();
        });

        rig.expect(!inside, "the answer came inside the call of lookup, expected later");
        rig.expectSameAddress(
                "the answer", rig.address("::1"), answers.awaitAddresses(INET6).get(0));
        answers.awaitFailure(INET);
        rig.expectEqual("the threads of the answers", 1, answers.threads().size());
    }
}
