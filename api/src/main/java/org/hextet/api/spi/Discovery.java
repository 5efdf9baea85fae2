package org.hextet.api.spi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.jspecify.annotations.Nullable;

/**
 * Finds providers by {@link ServiceLoader}, through the module layer or loader of this api and the thread's context
 * loader, merged. What is broken or unavailable is listed with its reason, never skipped in silence.
 */
public final class Discovery {

    /** The system property that names the transport of {@link Reactor#open()}: {@value}. */
    public static final String TRANSPORT_PROPERTY = "hextet.transport";

    /** The system property that names the resolver of the process: {@value}. */
    public static final String RESOLVER_PROPERTY = "hextet.resolver";

    /** The system property that says how host names are treated by {@code Reactor.connectTcp}: {@value}. */
    public static final String NAMES_PROPERTY = "hextet.names";

    private static final Selection.Kind TRANSPORT = new Selection.Kind(
            "transport",
            TRANSPORT_PROPERTY,
            "add hextet-impl-nio, or another transport, to the module path or class path");
    private static final Selection.Kind RESOLVER = new Selection.Kind(
            "resolver",
            RESOLVER_PROPERTY,
            "add hextet-resolver-jdk, or another resolver, to the module path or class path");

    private Discovery() {}

    /**
     * All transports, the unusable ones too.
     *
     * @return in the order in which they were found
     */
    public static List<ProviderListing<ReactorProvider>> transports() {
        return list(ServiceSearch.find(ReactorProvider.class));
    }

    /**
     * All resolvers, the unusable ones too.
     *
     * @return in the order in which they were found
     */
    public static List<ProviderListing<ResolverProvider>> resolvers() {
        return list(ServiceSearch.find(ResolverProvider.class));
    }

    /**
     * Opens a reactor of the transport that the options name, or that the property {@value #TRANSPORT_PROPERTY} names,
     * or of the best one.
     *
     * @param options as of {@link Reactor#open(ReactorOptions)}
     * @return open
     * @throws IOException as of {@link Reactor#open(ReactorOptions)}
     */
    public static Reactor openReactor(ReactorOptions options) throws IOException {
        Optional<ProviderSpec> spec =
                options.transport().isPresent() ? options.transport() : property(TRANSPORT_PROPERTY);
        String name = spec.isPresent() ? spec.get().name() : null;
        Selection.Chosen<ReactorProvider> chosen =
                Selection.choose(TRANSPORT, candidates(ServiceSearch.find(ReactorProvider.class), name), name);
        ReactorOptions complete = options.withTransport(
                spec.isPresent()
                        ? spec.get()
                        : ProviderSpec.parse(chosen.provider().name()));
        return chosen.provider()
                .open(chosen.warnings().isEmpty() ? complete : complete.withWarnings(chosen.warnings()));
    }

    /**
     * The name of the transport that {@link Reactor#open()} would take now.
     *
     * @return empty if there is none
     */
    public static Optional<String> defaultTransport() {
        return defaultName(TRANSPORT, transports());
    }

    /**
     * The name of the resolver that {@link NameResolver#open} would take now for an empty text.
     *
     * @return empty if there is none
     */
    public static Optional<String> defaultResolver() {
        return defaultName(RESOLVER, resolvers());
    }

    /**
     * Opens a resolver.
     *
     * @param spec as of {@link NameResolver#open}
     * @return open
     * @throws IOException as of {@link NameResolver#open}
     */
    public static NameResolver openResolver(String spec) throws IOException {
        Optional<ProviderSpec> wanted =
                spec.isEmpty() ? property(RESOLVER_PROPERTY) : Optional.of(ProviderSpec.parse(spec));
        String name = wanted.isPresent() ? wanted.get().name() : null;
        Selection.Chosen<ResolverProvider> chosen =
                Selection.choose(RESOLVER, candidates(ServiceSearch.find(ResolverProvider.class), name), name);
        return chosen.provider()
                .open(
                        wanted.orElseGet(
                                () -> ProviderSpec.parse(chosen.provider().name())),
                        chosen.warnings());
    }

    /**
     * The {@link EndpointScheme} of a URI.
     *
     * @param uri whole
     * @return the one provider of its scheme
     * @throws IllegalArgumentException if the URI has no scheme, nobody provides it (lists those known), or two do
     *     (names both)
     */
    public static EndpointScheme endpointScheme(String uri) {
        String example = ", as in \"tcp://[::1]:9000\"";
        int colon = uri.indexOf(':');
        String scheme = colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
            throw new IllegalArgumentException("\"" + uri + "\": no scheme before the first colon" + example);
        }
        List<EndpointScheme> fitting = new ArrayList<>();
        List<String> known = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (ServiceSearch.Found<EndpointScheme> found : ServiceSearch.find(EndpointScheme.class)) {
            try {
                EndpointScheme service = usable(found);
                known.add(service.scheme());
                if (service.scheme().equals(scheme)) {
                    fitting.add(service);
                }
            } catch (BrokenException problem) {
                broken.add(problem.getMessage());
            } catch (RuntimeException | LinkageError thrown) {
                broken.add(found.implementation() + ": " + thrown);
            }
        }
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (fitting.isEmpty()) {
            String all = known.isEmpty()
                    ? "none is known: add hextet-endpoints to the module path or class path"
                    : "known are " + known.stream().sorted().distinct().collect(Collectors.joining(", "));
            throw new IllegalArgumentException("\"" + uri + "\": unknown scheme \"" + scheme + "\"; " + all + example
                    + (broken.isEmpty() ? "" : "; broken: " + String.join(", ", broken)));
        }
        throw new IllegalArgumentException("\"" + uri + "\": scheme \"" + scheme + "\" is provided by "
                + fitting.stream().map(one -> one.getClass().getName()).sorted().collect(Collectors.joining(" and "))
                + "; remove one of them");
    }

    /**
     * Who connects by name for reactors.
     *
     * @return the first one found
     * @throws IllegalStateException if there is none: names the jar to add
     */
    public static NameConnector nameConnector() {
        List<String> broken = new ArrayList<>();
        for (ServiceSearch.Found<NameConnector> found : ServiceSearch.find(NameConnector.class)) {
            try {
                return usable(found);
            } catch (BrokenException problem) {
                broken.add(problem.getMessage());
            }
        }
        throw new IllegalStateException(
                "connect by name: nobody does that here; add hextet-endpoints to the module path or "
                        + "class path, or connect to an address"
                        + (broken.isEmpty() ? "" : "; broken: " + String.join(", ", broken)));
    }

    private static Optional<ProviderSpec> property(String name) {
        String value = System.getProperty(name);
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ProviderSpec.parse(value));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("system property " + name + ": " + wrong.getMessage(), wrong);
        }
    }

    private static <P> Optional<String> defaultName(Selection.Kind kind, List<ProviderListing<P>> found) {
        String wanted = property(kind.property()).map(ProviderSpec::name).orElse(null);
        return found.stream()
                .filter(one -> wanted == null || one.name().equals(wanted))
                .filter(one -> one.isAvailable() && (wanted != null || one.priority() >= 0))
                .sorted(Selection.ORDER)
                .map(ProviderListing::name)
                .findFirst();
    }

    /**
     * Those that come into question. Where one is named, the others are not asked whether they are available, which may
     * cost them much (a native library); all are, for the error, where nobody has that name.
     */
    private static <P extends Provider> List<ProviderListing<P>> candidates(
            List<ServiceSearch.Found<P>> found, @Nullable String wanted) {
        if (wanted == null) {
            return list(found);
        }
        List<ServiceSearch.Found<P>> namesakes = new ArrayList<>();
        for (ServiceSearch.Found<P> one : found) {
            if (name(one).equals(wanted)) {
                namesakes.add(one);
            }
        }
        return list(namesakes.isEmpty() ? found : namesakes);
    }

    private static <P extends Provider> String name(ServiceSearch.Found<P> found) {
        try {
            return usable(found).name();
        } catch (BrokenException | RuntimeException | LinkageError thrown) {
            return found.implementation();
        }
    }

    private static <P extends Provider> List<ProviderListing<P>> list(List<ServiceSearch.Found<P>> found) {
        List<ProviderListing<P>> listings = new ArrayList<>();
        for (ServiceSearch.Found<P> one : found) {
            listings.add(listing(one));
        }
        return listings;
    }

    private static <P extends Provider> ProviderListing<P> listing(ServiceSearch.Found<P> found) {
        P provider = found.service();
        String name = found.implementation();
        int priority = Integer.MIN_VALUE;
        @Nullable String problem = null;
        try {
            provider = usable(found);
            name = provider.name();
            priority = provider.priority();
            if (provider.contract() > Provider.CONTRACT) {
                problem = "built for contract " + provider.contract() + " of the api, this one is " + Provider.CONTRACT
                        + ": update hextet-api";
            } else {
                problem = provider.unavailable().orElse(null);
            }
        } catch (BrokenException broken) {
            problem = broken.getMessage();
        } catch (RuntimeException | LinkageError thrown) {
            problem = "broken: " + thrown;
        }
        return new ProviderListing<>(
                name, found.implementation(), priority, Optional.ofNullable(provider), Optional.ofNullable(problem));
    }

    private static <S> S usable(ServiceSearch.Found<S> found) throws BrokenException {
        S service = found.service();
        if (service == null) {
            throw new BrokenException("broken: " + found.broken());
        }
        return service;
    }

    /** A service that could not be made. */
    private static final class BrokenException extends Exception {

        private static final long serialVersionUID = 1L;

        BrokenException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
