package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.util.List;
import org.hextet.api.NameResolver;

/** Where a connect gets its addresses from. */
public sealed interface Targets {

    /**
     * From a resolver.
     *
     * @param resolver who is asked
     * @param name what is asked: ASCII
     */
    record Named(NameResolver resolver, String name) implements Targets {}

    /**
     * They are known: a literal, or a list.
     *
     * @param addresses at least one; checked
     */
    record Known(List<InetAddress> addresses) implements Targets {

        /** Copies the list. */
        public Known {
            addresses = List.copyOf(addresses);
        }
    }
}
