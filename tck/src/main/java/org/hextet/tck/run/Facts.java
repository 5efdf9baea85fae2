package org.hextet.tck.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.spi.Provider;
import org.hextet.tck.ProviderFacts;
import org.hextet.tck.RunFacts;
import org.hextet.tck.subject.Subject;

/** What providers say of themselves. */
public final class Facts {

    private Facts() {}

    /**
     * Of those that rows run on.
     *
     * @param subjects any number
     * @return each provider once, transports first
     */
    public static List<ProviderFacts> of(Collection<Subject> subjects) {
        Stream<ProviderFacts> transports = subjects.stream()
                .flatMap(subject -> subject.transport().stream())
                .distinct()
                .map(one -> of(ProviderFacts.TRANSPORT, one.name(), one.provider(), one.problem()));
        Stream<ProviderFacts> resolvers = subjects.stream()
                .flatMap(subject -> subject.resolver().stream())
                .distinct()
                .map(one -> of(ProviderFacts.RESOLVER, one.name(), one.provider(), one.problem()));
        return Stream.concat(transports, resolvers).toList();
    }

    private static ProviderFacts of(
            String kind, String name, Optional<? extends Provider> provider, Optional<String> problem) {
        String version = provider.map(one -> Versions.of(one.getClass())).orElse(RunFacts.NO_VERSION);
        List<String> present = new ArrayList<>();
        Map<String, String> absent = new LinkedHashMap<>();
        if (problem.isEmpty() && provider.isPresent()) {
            Capabilities capabilities = provider.get().capabilities();
            capabilities.present().stream().map(Capability::name).forEach(present::add);
            capabilities.absent().forEach((capability, why) -> absent.put(capability.name(), why));
        }
        return new ProviderFacts(kind, name, version, problem, present, absent);
    }
}
