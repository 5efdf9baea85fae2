package org.hextet.endpoints;

import java.util.Optional;
import org.hextet.endpoints.history.ConnectHistory;

/** Which history an endpoint keeps, if any. */
sealed interface HistoryChoice {

    /** Empty: none. */
    Optional<ConnectHistory> history();

    /** As it stands in a URI. */
    default Optional<String> text() {
        return Optional.empty();
    }

    /** Not chosen by the endpoint: that of the process, if the system property asks for it. */
    record OfProperty() implements HistoryChoice {

        @Override
        public Optional<ConnectHistory> history() {
            String text = System.getProperty(ConnectHistory.PROPERTY, "");
            return switch (text) {
                case "", "false" -> Optional.empty();
                case "true" -> Optional.of(ConnectHistory.ofProcess());
                default ->
                    throw new IllegalArgumentException("system property " + ConnectHistory.PROPERTY + ": \"" + text
                            + "\" is neither true nor false");
            };
        }
    }

    /** Chosen, be it not to have one. */
    record Given(Optional<ConnectHistory> history) implements HistoryChoice {

        @Override
        public Optional<String> text() {
            return history.isEmpty()
                    ? Optional.of("false")
                    : history.filter(kept -> kept == ConnectHistory.ofProcess()).map(ofProcess -> "true");
        }
    }
}
