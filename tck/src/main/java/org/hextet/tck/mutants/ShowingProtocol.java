package org.hextet.tck.mutants;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/** A protocol that shows another one a connection in place of the one that it hears of itself. */
abstract class ShowingProtocol extends ForwardingProtocol {

    private Optional<Connection> shown;

    /** One that shows what was shown before, if there was anything. */
    ShowingProtocol(Protocol beneath, Optional<Connection> shown) {
        super(beneath);
        this.shown = shown;
    }

    /** What is shown in place of a connection: asked once, before the other protocol hears of it. */
    abstract Connection inPlaceOf(Connection raw);

    /** What is shown in place of this protocol's connection. */
    final Connection shown(Connection raw) {
        if (shown.isEmpty()) {
            shown = Optional.of(inPlaceOf(raw));
        }
        return shown.get();
    }

    @Override
    public void connected(Connection raw) throws Exception {
        super.connected(shown(raw));
    }

    @Override
    public void received(Connection raw, ByteBuffer lent) throws Exception {
        super.received(shown(raw), lent);
    }

    @Override
    public void inputEnded(Connection raw) throws Exception {
        super.inputEnded(shown(raw));
    }

    @Override
    public void writingPaused(Connection raw) throws Exception {
        super.writingPaused(shown(raw));
    }

    @Override
    public void writingResumed(Connection raw) throws Exception {
        super.writingResumed(shown(raw));
    }

    @Override
    public void draining(Connection raw) throws Exception {
        super.draining(shown(raw));
    }

    @Override
    public void closed(Connection raw, CloseReason reason) throws Exception {
        super.closed(shown(raw), reason);
    }
}
