import org.jspecify.annotations.NullMarked;

/**
 * Real DNS: name servers are asked by the caller's own reactor, on whatever transport it runs, and no thread is
 * started. Messages and records are dnsjava's. Exports nothing; found by {@link java.util.ServiceLoader} as the
 * resolver {@code dnsjava}.
 */
@NullMarked
@SuppressWarnings("requires-automatic") // of auto-service, and at compile time only
module org.hextet.resolver.dnsjava {
    requires org.dnsjava;
    requires org.hextet.addresses;
    requires org.hextet.api;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides org.hextet.api.spi.ResolverProvider with
            org.hextet.resolver.dnsjava.DnsjavaResolverProvider;
}
