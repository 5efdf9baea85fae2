package org.hextet.reactor.channels;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Map;
import java.util.Set;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;

/** Reads and sets the options of a channel. */
public final class ChannelOptions {

    private ChannelOptions() {}

    /**
     * Reads one.
     *
     * @param channel open
     * @param option one that it supports, or IP_DONTFRAGMENT on a JDK that has it
     * @param <T> its type
     * @return its value
     * @throws DriverException what the kernel said
     */
    public static <T> T get(NetworkChannel channel, SocketOption<T> option) throws DriverException {
        try {
            return option.type().cast(channel.getOption(ofThisJdk(channel, option)));
        } catch (IOException failed) {
            throw new DriverException(Step.OPTION, Errnos.of(failed), failed);
        }
    }

    /**
     * Sets several.
     *
     * @param channel open
     * @param options with their values
     * @throws DriverException what the kernel said of the first that failed
     * @throws IllegalArgumentException if a value is out of range
     */
    public static void set(NetworkChannel channel, Map<SocketOption<?>, Object> options) throws DriverException {
        for (Map.Entry<SocketOption<?>, Object> one : options.entrySet()) {
            set(channel, one.getKey(), one.getValue());
        }
    }

    /**
     * Sets one.
     *
     * @param channel open
     * @param option one that it supports, or IP_DONTFRAGMENT on a JDK that has it
     * @param value of its type
     * @throws DriverException what the kernel said
     * @throws IllegalArgumentException if the value is out of range
     */
    public static void set(NetworkChannel channel, SocketOption<?> option, Object value) throws DriverException {
        try {
            setAs(channel, ofThisJdk(channel, option), value);
        } catch (IOException failed) {
            throw new DriverException(Step.OPTION, Errnos.of(failed), failed);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "socket option " + option.name() + ": " + value + " is out of its range (" + wrong.getMessage()
                            + ")",
                    wrong);
        }
    }

    /**
     * Sets what another channel has.
     *
     * @param from open
     * @param to open
     * @param options those of both that are wanted
     * @throws IOException what the JDK says
     */
    public static void copy(NetworkChannel from, NetworkChannel to, Set<SocketOption<?>> options) throws IOException {
        for (SocketOption<?> option : options) {
            SocketOption<?> ofBoth = ofThisJdk(from, option);
            setAs(to, ofBoth, from.getOption(ofBoth));
        }
    }

    private static <T> void setAs(NetworkChannel channel, SocketOption<T> option, Object value) throws IOException {
        channel.setOption(option, option.type().cast(value));
    }

    /** For our name of an option that newer JDKs have, that JDK's own: there is no such constant to compile with. */
    private static SocketOption<?> ofThisJdk(NetworkChannel channel, SocketOption<?> option) {
        if (option == NetworkSocketOptions.IP_DONTFRAGMENT) {
            for (SocketOption<?> each : channel.supportedOptions()) {
                if (each.name().equals(option.name())) {
                    return each;
                }
            }
        }
        return option;
    }
}
