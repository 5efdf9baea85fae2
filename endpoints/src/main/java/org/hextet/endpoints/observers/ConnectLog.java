package org.hextet.endpoints.observers;

import java.util.Optional;
import org.hextet.addresses.PrintableText;
import org.hextet.endpoints.timeline.ConnectListener;
import org.hextet.endpoints.timeline.ConnectObserver;
import org.hextet.endpoints.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of connects, which a system property asks for: each is one message with its waterfall, a warning if it failed
 * or was slow.
 */
final class ConnectLog implements ConnectObserver {

    /** The system property. */
    static final String PROPERTY = "hextet.log.connect";

    /** The name of the logger. */
    static final String LOGGER = "org.hextet.connect";

    private final Logger log;
    private final LoggedConnects wanted;

    ConnectLog(Logger log, LoggedConnects wanted) {
        this.log = log;
        this.wanted = wanted;
    }

    /**
     * As the property says.
     *
     * @return empty if it says nothing, or something wrong, which is a warning
     */
    static Optional<ConnectObserver> ofProperty() {
        String text = System.getProperty(PROPERTY, "");
        return text.isBlank() ? Optional.empty() : of(text, LoggerFactory.getLogger(LOGGER));
    }

    static Optional<ConnectObserver> of(String text, Logger log) {
        try {
            return Optional.of(new ConnectLog(log, LoggedConnects.parse(text)));
        } catch (IllegalArgumentException wrong) {
            log.warn(
                    "system property {}={}: {}; no connect is logged",
                    PROPERTY,
                    PrintableText.of(text),
                    wrong.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public ConnectListener begun(String name, int port) {
        return this::decided;
    }

    private void decided(Timeline timeline) {
        if (wanted.isLogged(timeline)) {
            String waterfall = timeline.toWaterfall().stripTrailing();
            if (wanted.isWarning(timeline)) {
                log.warn("{}", waterfall);
            } else {
                log.info("{}", waterfall);
            }
        }
    }
}
