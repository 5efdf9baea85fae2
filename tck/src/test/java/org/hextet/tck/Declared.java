package org.hextet.tck;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.tck.subject.Transport;

/**
 * The nio transport, as an object, with a capability less or more than it has: what a stranger's declaration does to
 * rows.
 */
public class Declared implements ReactorProvider {

    private final ReactorProvider real = Transport.named("nio").provider().orElseThrow();
    private final Set<Capability> lacking;

    /**
     * One that lacks capabilities.
     *
     * @param lacking their names
     */
    public Declared(String... lacking) {
        this.lacking =
                new TreeSet<>(List.of(lacking).stream().map(Capability::new).toList());
    }

    @Override
    public String name() {
        return "declared";
    }

    @Override
    public int contract() {
        return 1;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Capabilities capabilities() {
        Set<Capability> present = new TreeSet<>(real.capabilities().present());
        present.removeAll(lacking);
        Map<Capability, String> absent = new HashMap<>(real.capabilities().absent());
        lacking.forEach(capability -> absent.put(capability, "left out by this test"));
        return new Capabilities(name(), present, absent);
    }

    @Override
    public Reactor open(ReactorOptions options) throws IOException {
        return real.open(options);
    }
}
