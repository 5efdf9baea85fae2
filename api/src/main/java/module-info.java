import org.jspecify.annotations.NullMarked;

/**
 * The contracts of Hextet, and nothing else: what an application programs against and what a transport or resolver
 * promises.
 *
 * <p>Begin with {@link org.hextet.api.Reactor}. Transports and resolvers are found by {@link java.util.ServiceLoader};
 * who writes one begins with {@link org.hextet.api.spi}.
 */
@NullMarked
module org.hextet.api {
    requires static org.jspecify;

    exports org.hextet.api;
    exports org.hextet.api.failure;
    exports org.hextet.api.spi;

    uses org.hextet.api.spi.EndpointScheme;
    uses org.hextet.api.spi.NameConnector;
    uses org.hextet.api.spi.ReactorProvider;
    uses org.hextet.api.spi.ResolverProvider;
}
