package org.hextet.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.hextet.api.Capability;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ReactorProvider;
import org.junit.jupiter.api.Test;

/** Runs on the module path and once more on the class path: the registration of either is read in its own way. */
class NioReactorProviderTest {

    @Test
    void it_is_found_once_by_its_name_and_rank() {
        List<ProviderListing<ReactorProvider>> found = Discovery.transports();

        assertEquals(1, found.size());
        assertEquals("nio", found.get(0).name());
        assertEquals(100, found.get(0).priority());
        assertTrue(found.get(0).isAvailable());
        assertInstanceOf(NioReactorProvider.class, found.get(0).provider().orElseThrow());
    }

    @Test
    void it_is_what_open_takes() throws IOException {
        try (Reactor reactor = Reactor.open()) {
            assertEquals("nio", reactor.provider());
            assertTrue(reactor.capabilities().has(Capability.TCP));
        }
    }

    @Test
    void an_option_that_it_lacks_is_refused_with_its_name() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Reactor.open("nio?buzy-poll=50us"));

        assertTrue(String.valueOf(refused.getMessage()).contains("buzy-poll"), refused.getMessage());
    }

    @Test
    void capabilities_are_the_same_before_and_after_opening_and_each_absence_has_a_reason() throws IOException {
        NioReactorProvider provider = new NioReactorProvider();

        try (Reactor reactor = provider.open(ReactorOptions.DEFAULT)) {
            assertEquals(provider.capabilities(), reactor.capabilities());
        }

        provider.capabilities().absent().values().forEach(reason -> assertTrue(!reason.isBlank()));
        assertTrue(provider.capabilities().absent().containsKey(Capability.V6ONLY));
    }
}
