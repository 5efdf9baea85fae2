import org.jspecify.annotations.NullMarked;

/**
 * A transport over Linux epoll, through a thin native library. Exports nothing; found by
 * {@link java.util.ServiceLoader}.
 */
@NullMarked
@SuppressWarnings("requires-automatic") // the annotations of auto-service, at compile time only
module org.hextet.epoll {
    requires jdk.net;
    requires org.hextet.addresses;
    requires org.hextet.reactor;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides org.hextet.api.spi.ReactorProvider with
            org.hextet.epoll.EpollReactorProvider;
}
