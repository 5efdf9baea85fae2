package org.hextet.tck.mutants;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.hextet.api.FlowLabel;

/** A leased flow label that passes on to another one what it does not change. */
abstract class ForwardingFlowLabel implements FlowLabel {

    /** Gets every call that is not overridden. */
    protected final FlowLabel beneath;

    ForwardingFlowLabel(FlowLabel beneath) {
        this.beneath = beneath;
    }

    @Override
    public int value() {
        return beneath.value();
    }

    @Override
    public Sharing sharing() {
        return beneath.sharing();
    }

    @Override
    public InetAddress destination() {
        return beneath.destination();
    }

    @Override
    public boolean isHeld() {
        return beneath.isHeld();
    }

    @Override
    public void renew(Duration linger, Duration expires) throws IOException {
        beneath.renew(linger, expires);
    }

    @Override
    public void close() {
        beneath.close();
    }
}
