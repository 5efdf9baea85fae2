package org.hextet.reactor;

/** What stands behind a handle of the driver. */
sealed interface SocketHandle permits StreamConnection, ConnectAttempt, TcpPort, UdpPort, DroppedSocket {

    /** The reactor closes: aborts, with that reason. */
    void reactorCloses();

    /** The descriptor is gone. */
    void descriptorGone();
}
