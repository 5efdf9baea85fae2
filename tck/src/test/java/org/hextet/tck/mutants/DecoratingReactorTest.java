package org.hextet.tck.mutants;

import java.util.stream.Stream;
import org.hextet.api.Reactor;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.tck.Tck;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** What lies on a reactor and changes nothing conforms: what a check says of a mutant is the mutant's own mistake. */
class DecoratingReactorTest {

    /** More of them by hand: {@code -Dhextet.test.areas=udp,tls}. */
    private static final String AREAS = System.getProperty("hextet.test.areas", "tcp-connect");

    private static final class Sound extends DecoratingReactor {

        Sound(Reactor beneath) {
            super(beneath);
        }
    }

    @TestFactory
    Stream<DynamicNode> what_changes_nothing_conforms() {
        ReactorProvider nio = Discovery.transports().stream()
                .filter(listing -> listing.name().equals("nio"))
                .findFirst()
                .orElseThrow()
                .provider()
                .orElseThrow();
        ReactorProvider sound = TransportMutant.of("sound", "Nothing.", "TCP-001", "", Sound::new)
                .over(nio);
        return Tck.forTransport(sound).withAreas(AREAS.split(",")).tests();
    }
}
