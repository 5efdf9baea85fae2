package org.hextet.tck.checks;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.rig.Rig;

/** How an operation ended, where a rule allows both, or wants to tell them apart itself. */
record Ended<T>(Optional<T> value, Optional<Throwable> failure) {

    /** Waits for it. */
    static <T> Ended<T> of(Rig rig, Pending<T> pending, String what) {
        return rig.await(
                pending.handle(
                        (value, failure) -> new Ended<>(Optional.ofNullable(value), Optional.ofNullable(failure))),
                what);
    }

    /** Fails unless nobody listens there. */
    static void expectRefused(Rig rig, Reactor reactor, InetSocketAddress target) {
        String what = "a connect to " + AddressText.formatSocket(target);
        Ended<Connection> ended = of(rig, reactor.connectTcp(target, StreamOptions.DEFAULT, rig::recorder), what);
        rig.expect(ended.failure.isPresent(), what + " succeeded, expected it to be refused");
        rig.expectFailure(
                "the failure of " + what, FailureKind.REFUSED, ConnectException.class, ended.failure.orElseThrow());
    }
}
