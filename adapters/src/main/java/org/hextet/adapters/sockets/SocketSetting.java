package org.hextet.adapters.sockets;

import java.io.IOException;
import java.net.Socket;

/** Something that a program has set on its socket, to be set on each socket that may become it. */
interface SocketSetting {

    /**
     * Sets it.
     *
     * @param socket not connected, or the winner
     * @throws IOException if this host lacks it, or the value is refused
     */
    void set(Socket socket) throws IOException;
}
