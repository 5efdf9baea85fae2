package org.hextet.reactor.channels;

import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import org.hextet.reactor.driver.DriverException;

/**
 * An option that holds for one datagram: the JDK has options of a socket only, so it is set, and set back.
 *
 * @param <T> the option's type
 */
public final class OptionForOne<T> {

    private final NetworkChannel channel;
    private final SocketOption<T> option;
    private final T before;

    private OptionForOne(NetworkChannel channel, SocketOption<T> option, T before) {
        this.channel = channel;
        this.option = option;
        this.before = before;
    }

    /**
     * Sets it, for now.
     *
     * @param channel open
     * @param option one that it supports
     * @param value of its type
     * @param <T> the option's type
     * @return to be undone
     * @throws DriverException what the kernel said; it is as it was
     */
    public static <T> OptionForOne<T> set(NetworkChannel channel, SocketOption<T> option, T value)
            throws DriverException {
        T before = ChannelOptions.get(channel, option);
        ChannelOptions.set(channel, option, value);
        return new OptionForOne<>(channel, option, before);
    }

    /**
     * Sets it back.
     *
     * @throws DriverException what the kernel said
     */
    public void undo() throws DriverException {
        ChannelOptions.set(channel, option, before);
    }
}
