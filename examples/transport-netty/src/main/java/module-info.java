import org.jspecify.annotations.NullMarked;

/** A transport by a stranger, on Netty's event loop. Found by {@link java.util.ServiceLoader} as {@code netty}. */
@NullMarked
module org.hextet.examples.netty {
    requires transitive io.netty.transport;
    requires transitive org.hextet.api;
    requires io.netty.buffer;
    requires io.netty.common;
    requires org.hextet.addresses;
    requires org.hextet.reactor;
    requires static org.jspecify;

    exports org.hextet.examples.netty;

    provides org.hextet.api.spi.ReactorProvider with
            org.hextet.examples.netty.NettyProvider;
}
