package org.hextet.nio;

import java.io.IOException;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;

/** A call of a channel, whose exception becomes what a driver tells. */
@FunctionalInterface
interface ChannelCall {

    void make() throws IOException;

    static void make(Step step, ChannelCall call) throws DriverException {
        try {
            call.make();
        } catch (IOException failed) {
            throw new DriverException(step, Errnos.of(failed), failed);
        }
    }
}
