package org.hextet.endpoints;

import java.io.IOException;
import java.util.Optional;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.endpoints.race.KeptResolvers;

/** Which resolver an endpoint asks: the nearest one counts. */
sealed interface ResolverChoice {

    /** Opens it if need be. */
    NameResolver resolver(Reactor reactor) throws IOException;

    /** As it stands in a URI. */
    default Optional<String> spec() {
        return Optional.empty();
    }

    /** Not chosen by the endpoint: the one of the reactor, else that of the process. */
    record Nearest() implements ResolverChoice {

        @Override
        public NameResolver resolver(Reactor reactor) throws IOException {
            Optional<NameResolver> ofReactor = reactor.options().resolver();
            return ofReactor.isPresent() ? ofReactor.get() : KeptResolvers.of("");
        }
    }

    /** Handed over by the user, who goes on owning it. */
    record Given(NameResolver given) implements ResolverChoice {

        @Override
        public NameResolver resolver(Reactor reactor) {
            return given;
        }
    }

    /** By its specification; kept by the process. */
    record Named(String name) implements ResolverChoice {

        @Override
        public NameResolver resolver(Reactor reactor) throws IOException {
            return KeptResolvers.of(name);
        }

        @Override
        public Optional<String> spec() {
            return Optional.of(name);
        }
    }
}
