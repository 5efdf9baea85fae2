import org.jspecify.annotations.NullMarked;

/**
 * Hooks by which existing programs connect through Hextet by configuration alone: a
 * {@link org.hextet.adapters.RacingSocketFactory} for JDBC drivers, OkHttp and whatever else takes a
 * {@link javax.net.SocketFactory}; lookups in RFC 6724 order for OkHttp, Netty and gRPC; races for Netty; metrics for
 * Micrometer. None of those libraries is needed by who does not use it.
 */
@NullMarked
@SuppressWarnings("requires-automatic") // Only where the library is there
module org.hextet.adapters {
    requires transitive org.hextet.api;
    requires transitive org.hextet.endpoints;
    requires transitive org.hextet.policies;
    requires org.hextet.addresses;
    requires org.slf4j;
    requires static com.google.auto.service;
    requires static io.grpc;
    requires static io.netty.common;
    requires static io.netty.resolver;
    requires static io.netty.transport;
    requires static kotlin.stdlib;
    requires static micrometer.core;
    requires static okhttp3;
    requires static org.jspecify;

    exports org.hextet.adapters;
    exports org.hextet.adapters.grpc;
    exports org.hextet.adapters.micrometer;
    exports org.hextet.adapters.netty;
    exports org.hextet.adapters.okhttp;

    // No "provides" of gRPC's provider: a module that provides what nobody exports does not resolve, so it would need
    // gRPC.
    provides org.hextet.endpoints.timeline.ConnectObserver with
            org.hextet.adapters.micrometer.GlobalConnectMetrics;
}
