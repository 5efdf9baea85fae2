package org.hextet.nio;

import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import org.hextet.reactor.driver.DriverException;

/** An option that holds for one datagram: the JDK has options of a socket only, so it is set, and set back. */
final class OptionForOne<T> {

    private final NetworkChannel channel;
    private final SocketOption<T> option;
    private final T before;

    private OptionForOne(NetworkChannel channel, SocketOption<T> option, T before) {
        this.channel = channel;
        this.option = option;
        this.before = before;
    }

    static <T> OptionForOne<T> set(NetworkChannel channel, SocketOption<T> option, T value) throws DriverException {
        T before = ChannelOptions.get(channel, option);
        ChannelOptions.set(channel, option, value);
        return new OptionForOne<>(channel, option, before);
    }

    void undo() throws DriverException {
        ChannelOptions.set(channel, option, before);
    }
}
