import org.jspecify.annotations.NullMarked;

/** Small programs, one idea each: to read, to run, to begin one's own with. */
@NullMarked
@SuppressWarnings("requires-automatic") // Conscrypt; the annotations of auto-service, at compile time only
module org.hextet.examples {
    requires org.conscrypt;
    requires org.hextet.endpoints;
    requires org.hextet.reactor;
    requires org.slf4j;
    requires transitive org.hextet.policies;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports org.hextet.examples;

    provides org.hextet.api.spi.ReactorProvider with
            org.hextet.examples.asyncchannel.AsyncChannelProvider;
}
