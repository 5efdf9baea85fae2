package org.hextet.tck.mutants;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All mutants: the one place where a theme is announced. */
public final class Mutants {

    private static final List<Mutant> ALL = Stream.<List<? extends Mutant>>of(
                    ListeningMutants.all(),
                    ConnectMutants.all(),
                    StreamMutants.all(),
                    OptionMutants.all(),
                    LoopMutants.all(),
                    TimerMutants.all(),
                    FailureMutants.all(),
                    DatagramMutants.all(),
                    ConnectedPortMutants.all(),
                    DatagramFactMutants.all(),
                    MulticastMutants.all(),
                    FlowLabelMutants.all(),
                    PathMtuMutants.all(),
                    TlsMutants.all(),
                    StartTlsMutants.all(),
                    AnswerMutants.all(),
                    LookupFailureMutants.all(),
                    LookupMutants.all(),
                    DnsMutants.all(),
                    NameMutants.all())
            .<Mutant>flatMap(List::stream)
            .toList();

    private Mutants() {}

    /**
     * Every mutant.
     *
     * @return theme by theme
     */
    public static List<Mutant> all() {
        return ALL;
    }

    /**
     * The mutant of a name.
     *
     * @param name its name, without that of a provider
     * @return of that name
     * @throws IllegalArgumentException if there is none; lists those that there are
     */
    public static Mutant named(String name) {
        return ALL.stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mutant \"" + name + "\"; there are "
                        + ALL.stream().map(Mutant::name).collect(Collectors.joining(", "))));
    }
}
