package org.hextet.tck.mutants;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.Set;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;

/** One call of {@link NameResolver#lookup}: what was asked for, how long it may last, and who is told. */
record Asked(Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {

    /** Asks it. */
    Lookup of(NameResolver resolver) {
        return resolver.lookup(reactor, name, families, deadline, answers);
    }

    Asked withReactor(Reactor other) {
        return new Asked(other, name, families, deadline, answers);
    }

    Asked withName(String other) {
        return new Asked(reactor, other, families, deadline, answers);
    }

    Asked withFamilies(Set<StandardProtocolFamily> others) {
        return new Asked(reactor, name, others, deadline, answers);
    }

    Asked withDeadline(Duration other) {
        return new Asked(reactor, name, families, other, answers);
    }

    Asked withAnswers(Answers others) {
        return new Asked(reactor, name, families, deadline, others);
    }

    /** Whether the name is an address. */
    boolean isLiteral() {
        return name.indexOf(':') >= 0 || name.matches("[0-9][0-9.]*");
    }
}
