package org.hextet.resolver.jdk;

import com.google.auto.service.AutoService;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ResolverProvider;

/** Provides the resolver {@value #NAME}, which runs wherever Java runs. */
@AutoService(ResolverProvider.class)
public final class JdkResolverProvider implements ResolverProvider {

    static final String NAME = "jdk";

    private static final Capabilities CAPABILITIES =
            capabilities(PlatformTexts.unknownHere(System.getProperty("os.name", ""), System.getenv()));

    /** Of the process, as is the JDK's own cache of failures that it makes up for. */
    private static final RememberedFailures REMEMBERED = RememberedFailures.ofProcess();

    /** For {@link java.util.ServiceLoader}. */
    public JdkResolverProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public int contract() {
        return 1;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public NameResolver open(ProviderSpec spec, List<String> warnings) {
        return new JdkResolver(
                JdkResolverOptions.of(spec),
                InetAddress::getAllByName,
                REMEMBERED,
                CAPABILITIES,
                List.copyOf(warnings));
    }

    /** What it can do where the system's texts are known, or are not for the reason given. */
    static Capabilities capabilities(Optional<String> textsUnknown) {
        Set<Capability> present = new TreeSet<>(Set.of(Capability.RESOLVE));
        Map<Capability, String> absent = new TreeMap<>(Map.of(
                Capability.RESOLVE_FAMILY,
                "getaddrinfo is asked for both families at once",
                Capability.RESOLVE_STREAMING,
                "getaddrinfo gives one list, when all of it is known",
                Capability.RESOLVE_RECORDS,
                "getaddrinfo knows addresses only",
                new Capability("dns"),
                "servers, files and cache are the system's own"));
        textsUnknown.ifPresentOrElse(
                why -> absent.put(Capability.RESOLVE_KINDS, why), () -> present.add(Capability.RESOLVE_KINDS));
        return new Capabilities(NAME, present, absent);
    }
}
