package org.hextet.cli.datagram;

import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;

/** Throws away what comes (RFC 863). */
public final class DiscardDatagrams implements DatagramProtocol {

    /** For one port. */
    public DiscardDatagrams() {}

    @Override
    public void received(DatagramPort port, Datagram datagram) {}
}
