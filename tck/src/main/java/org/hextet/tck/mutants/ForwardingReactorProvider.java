package org.hextet.tck.mutants;

import java.io.IOException;
import java.util.Optional;
import org.hextet.api.Capabilities;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ReactorProvider;

/** A transport that passes on to another one what it does not change. */
abstract class ForwardingReactorProvider implements ReactorProvider {

    /** Gets every call that is not overridden. */
    protected final ReactorProvider beneath;

    ForwardingReactorProvider(ReactorProvider beneath) {
        this.beneath = beneath;
    }

    @Override
    public String name() {
        return beneath.name();
    }

    @Override
    public int priority() {
        return beneath.priority();
    }

    @Override
    public int contract() {
        return beneath.contract();
    }

    @Override
    public Optional<String> unavailable() {
        return beneath.unavailable();
    }

    @Override
    public Capabilities capabilities() {
        return beneath.capabilities();
    }

    @Override
    public Reactor open(ReactorOptions options) throws IOException {
        return beneath.open(options);
    }
}
