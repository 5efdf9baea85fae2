import org.jspecify.annotations.NullMarked;

/**
 * The platform's {@code getaddrinfo}, asynchronously: what hosts file, nsswitch and mDNS know, the programs here know
 * too. Exports nothing; found by {@link java.util.ServiceLoader} as the resolver {@code jdk}.
 */
@NullMarked
@SuppressWarnings("requires-automatic") // of auto-service, and at compile time only
module org.hextet.resolver.jdk {
    requires org.hextet.addresses;
    requires org.hextet.api;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides org.hextet.api.spi.ResolverProvider with
            org.hextet.resolver.jdk.JdkResolverProvider;
}
