import org.jspecify.annotations.NullMarked;

/**
 * A transport by a stranger, over {@link java.nio.channels.AsynchronousSocketChannel}. Exports nothing; found by
 * {@link java.util.ServiceLoader} as {@code async-channel}.
 */
@NullMarked
module org.hextet.examples.asyncchannel {
    requires org.hextet.reactor;
    requires static org.jspecify;

    provides org.hextet.api.spi.ReactorProvider with
            org.hextet.examples.asyncchannel.AsyncChannelProvider;
}
