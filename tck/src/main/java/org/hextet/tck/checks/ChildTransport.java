package org.hextet.tck.checks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.Discovery;
import org.hextet.tck.lab.JavaCommand;
import org.hextet.tck.rig.Rig;

/** The transport under test in another JVM. */
final class ChildTransport {

    private ChildTransport() {}

    /**
     * A JVM whose main class opens the transport by {@link #open}: its first argument is the name, the others follow.
     */
    static JavaCommand with(Rig rig, Class<?> main, String... arguments) {
        if (Discovery.transports().stream().noneMatch(found -> found.name().equals(rig.transport()))) {
            throw rig.notRun(
                    "runs in a child JVM, which finds transports by ServiceLoader: register " + rig.transport());
        }
        List<String> words = new ArrayList<>(List.of(rig.transport()));
        words.addAll(List.of(arguments));
        return rig.child().withMain(main).withArguments(words.toArray(String[]::new));
    }

    /** In the child. */
    static Reactor open(String[] arguments) throws IOException {
        return Reactor.open(ReactorOptions.DEFAULT.withTransport(arguments[0]).withDaemon(true));
    }
}
