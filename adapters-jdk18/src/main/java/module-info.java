import org.jspecify.annotations.NullMarked;

/**
 * All lookups of a JVM in RFC 6724 order, on JDK 18 and newer: found by {@link java.util.ServiceLoader}, nothing to
 * configure. {@link org.hextet.adapters.lookup.InstalledProviders} says whether it is the one that is asked.
 */
@NullMarked
@SuppressWarnings("requires-automatic") // The annotations of auto-service, at compile time only
module org.hextet.adapters.lookup {
    requires org.hextet.addresses;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports org.hextet.adapters.lookup;

    uses java.net.spi.InetAddressResolverProvider;

    provides java.net.spi.InetAddressResolverProvider with
            org.hextet.adapters.lookup.OrderedResolverProvider;
}
