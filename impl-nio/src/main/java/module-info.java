import org.jspecify.annotations.NullMarked;

/**
 * A transport over {@code java.nio.channels}: runs wherever Java runs. Exports nothing; found by
 * {@link java.util.ServiceLoader}.
 */
@NullMarked
@SuppressWarnings("requires-automatic") // the annotations of auto-service, at compile time only
module org.hextet.nio {
    requires org.hextet.addresses;
    requires org.hextet.reactor;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides org.hextet.api.spi.ReactorProvider with
            org.hextet.nio.NioReactorProvider;
}
