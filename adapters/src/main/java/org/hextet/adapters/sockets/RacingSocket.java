package org.hextet.adapters.sockets;

import java.net.Socket;
import java.net.SocketException;

/** A socket that looks up the host it is to connect to again, and races for it. In all else it is the JDK's own. */
public final class RacingSocket extends Socket {

    /**
     * Not connected yet.
     *
     * @param race how
     * @throws SocketException if a security manager forbids it
     */
    public RacingSocket(SocketRace race) throws SocketException {
        super(new RacingSocketImpl(race));
    }
}
