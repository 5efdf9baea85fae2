package org.hextet.endpoints;

import java.io.IOException;
import java.util.Optional;
import org.hextet.addresses.DestinationOrder;
import org.hextet.endpoints.order.AddressPolicy;

/** By which policy table an endpoint sorts addresses. */
sealed interface OrderChoice {

    /** Reads a file if need be. */
    DestinationOrder order() throws IOException;

    /** As it stands in a URI. */
    default Optional<String> file() {
        return Optional.empty();
    }

    /** Not chosen by the endpoint: that of the process, else that of RFC 6724. */
    record Nearest() implements OrderChoice {

        @Override
        public DestinationOrder order() throws IOException {
            return AddressPolicy.ofProcess();
        }
    }

    /** Handed over by the user. */
    record Given(DestinationOrder order) implements OrderChoice {}

    /** In a file; kept by the process. */
    record Named(String path) implements OrderChoice {

        @Override
        public DestinationOrder order() throws IOException {
            return AddressPolicy.of(path);
        }

        @Override
        public Optional<String> file() {
            return Optional.of(path);
        }
    }
}
