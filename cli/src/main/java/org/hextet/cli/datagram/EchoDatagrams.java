package org.hextet.cli.datagram;

import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;

/** Sends back what comes (RFC 862), from the address that it came to. */
public final class EchoDatagrams implements DatagramProtocol {

    private final Answer answer = new Answer();

    /** For one port. */
    public EchoDatagrams() {}

    @Override
    public void received(DatagramPort port, Datagram datagram) {
        answer.give(port, datagram, datagram.data());
    }
}
