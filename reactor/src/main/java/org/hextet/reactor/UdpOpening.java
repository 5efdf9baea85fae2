package org.hextet.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DriverException;

/** How a datagram port comes to be: bound, with a protocol that is told so. */
final class UdpOpening {

    private final LoopSockets sockets;
    private final DatagramDriver driver;
    private final DatagramSettings settings;
    private final Supplier<? extends DatagramProtocol> factory;

    private UdpOpening(
            LoopSockets sockets,
            DatagramDriver driver,
            DatagramSettings settings,
            Supplier<? extends DatagramProtocol> factory) {
        this.sockets = sockets;
        this.driver = driver;
        this.settings = settings;
        this.factory = factory;
    }

    /** Binds, as a task of the loop. Any thread. */
    static <T> ReactorPromise<T> begin(
            LoopSockets sockets,
            DatagramDriver driver,
            DatagramSettings settings,
            Supplier<? extends DatagramProtocol> factory,
            Function<UdpPort, T> as) {
        ReactorPromise<T> promise = ReactorPromise.cancellable(sockets.loop(), "listen", () -> {});
        UdpOpening opening = new UdpOpening(sockets, driver, settings, factory);
        Runnable open = () -> {
            if (!promise.claim()) {
                // Cancelled before it began: nothing is bound.
                promise.finishWith(promise.cancelled());
            } else if (sockets.loop().isClosing()) {
                promise.finishWith(ErrnoFailures.reactorClosed("listen", settings.local(), null));
            } else {
                opening.open(promise, as);
            }
        };
        // Always as a task of the loop: the protocol is told, and never inside a running callback.
        if (!sockets.loop().submit(open)) {
            open.run();
        }
        return promise;
    }

    private <T> void open(ReactorPromise<T> promise, Function<UdpPort, T> as) {
        int handle;
        try {
            handle = driver.bind(settings.local(), settings.setup());
        } catch (DriverException failed) {
            promise.finishWith(failure(failed));
            return;
        } catch (RuntimeException | Error wrong) {
            // An option's value that only the kernel could judge, or a class that cannot be loaded: nobody is left
            // waiting.
            promise.finishWith(wrong);
            return;
        }
        DatagramProtocol protocol = null;
        Throwable noProtocol = null;
        try {
            protocol = CallbackWatch.made(sockets.callbacks(), factory);
        } catch (Throwable thrown) {
            sockets.incidents().threw("the protocol factory of a datagram port", thrown);
            noProtocol = thrown;
        }
        if (protocol == null) {
            Throwable why = noProtocol == null ? noProtocol() : noProtocol;
            UdpPort port = new UdpPort(sockets, handle, settings, driver, (unused, datagram) -> {});
            sockets.put(handle, port);
            port.closeInstead(() -> promise.finishWith(why));
            return;
        }
        UdpPort port = new UdpPort(sockets, handle, settings, driver, protocol);
        sockets.put(handle, port);
        port.begin();
        promise.finish(as.apply(port));
    }

    private IOException noProtocol() {
        return Failures.of(
                new Facts(FailureKind.ABORTED, "listen", settings.local(), null, null),
                "listen on " + AddressText.formatSocket(settings.local()) + ": the factory gave no protocol",
                null);
    }

    private IOException failure(DriverException failed) {
        InetSocketAddress local = settings.local();
        Throwable platform = failed.platform().orElse(null);
        return failed.step() == DriverException.Step.OPTION
                ? ErrnoFailures.option("listen on " + AddressText.formatSocket(local), failed.errno(), platform)
                : ErrnoFailures.listen(failed.errno(), local, platform);
    }
}
