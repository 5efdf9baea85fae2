package org.hextet.tck.mutants;

import java.net.NetworkInterface;
import java.net.SocketException;

/** The interface that mutants guess: the loopback, so that nothing leaves this host. */
final class OneInterface {

    private OneInterface() {}

    static NetworkInterface get() {
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isLoopback()) {
                    return each;
                }
            }
        } catch (SocketException failed) {
            throw new IllegalStateException(failed);
        }
        throw new IllegalStateException("this host has no loopback interface");
    }
}
