package org.hextet.reactor.channels;

import java.io.IOException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;

/** A call of a channel, whose exception becomes what a driver tells. */
@FunctionalInterface
public interface ChannelCall {

    /**
     * Makes it.
     *
     * @throws IOException what the JDK says
     */
    void make() throws IOException;

    /**
     * Makes a call.
     *
     * @param step what it is for
     * @param call of a channel
     * @throws DriverException if it failed
     */
    static void make(Step step, ChannelCall call) throws DriverException {
        try {
            call.make();
        } catch (IOException | UnsupportedAddressTypeException failed) {
            throw new DriverException(step, Errnos.of(failed), failed);
        }
    }
}
