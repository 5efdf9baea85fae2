package org.hextet.tck.mutants;

import java.net.InetSocketAddress;
import java.util.List;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.failure.NetworkFailure;

/** A listening port that passes on to another one what it does not change. */
abstract class ForwardingListeningPort implements ListeningPort {

    /** Gets every call that is not overridden. */
    protected final ListeningPort beneath;

    ForwardingListeningPort(ListeningPort beneath) {
        this.beneath = beneath;
    }

    @Override
    public List<InetSocketAddress> localAddresses() {
        return beneath.localAddresses();
    }

    @Override
    public List<ListeningPort> parts() {
        return beneath.parts();
    }

    @Override
    public List<NetworkFailure> missing() {
        return beneath.missing();
    }

    @Override
    public void pauseAccepting() {
        beneath.pauseAccepting();
    }

    @Override
    public void resumeAccepting() {
        beneath.resumeAccepting();
    }

    @Override
    public Pending<Void> stopListening() {
        return beneath.stopListening();
    }
}
