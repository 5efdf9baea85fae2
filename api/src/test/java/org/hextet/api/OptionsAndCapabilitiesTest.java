package org.hextet.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.spi.ProviderSpec;
import org.junit.jupiter.api.Test;

class OptionsAndCapabilitiesTest {

    @Test
    void an_absent_capability_is_refused_with_its_name_the_provider_and_the_reason() {
        Capabilities capabilities = new Capabilities(
                "nio", Set.of(Capability.TCP), Map.of(Capability.V6ONLY, "java.nio has no such option"));

        UnsupportedOperationException refused =
                assertThrows(UnsupportedOperationException.class, () -> capabilities.require(Capability.V6ONLY));

        capabilities.require(Capability.TCP);
        assertEquals("capability v6only is not available on nio: java.nio has no such option", refused.getMessage());
    }

    @Test
    void a_capability_is_present_or_absent_not_both() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Capabilities("x", Set.of(Capability.TCP), Map.of(Capability.TCP, "no")));
    }

    @Test
    void what_an_option_needs_goes_by_its_name_whoever_named_it() {
        SocketOption<Boolean> ofTheJdk = new SocketOption<>() {
            @Override
            public String name() {
                return "IP_DONTFRAGMENT";
            }

            @Override
            public Class<Boolean> type() {
                return Boolean.class;
            }
        };

        assertEquals(Optional.of(Capability.DONT_FRAGMENT), NetworkSocketOptions.capability(ofTheJdk));
        assertEquals(
                Optional.of(Capability.MULTICAST),
                NetworkSocketOptions.capability(StandardSocketOptions.IP_MULTICAST_TTL));
        assertEquals(Optional.empty(), NetworkSocketOptions.capability(StandardSocketOptions.SO_RCVBUF));
    }

    @Test
    void senseless_stream_options_are_refused() {
        StreamOptions options = StreamOptions.DEFAULT;

        assertThrows(IllegalArgumentException.class, () -> options.withDeadline(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> options.withIdleTimeout(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> options.withWatermarks(2, 1));
        assertThrows(IllegalArgumentException.class, () -> options.withWriteLimit(1));
        assertThrows(IllegalArgumentException.class, () -> options.withBacklog(-1));
    }

    @Test
    void a_socket_option_of_the_wrong_type_is_refused_by_name() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new StreamOptions(
                        StreamOptions.DEFAULT.bind(),
                        StreamOptions.DEFAULT.deadline(),
                        StreamOptions.DEFAULT.idleTimeout(),
                        StreamOptions.DEFAULT.closeTimeout(),
                        2,
                        1,
                        3,
                        0,
                        StreamOptions.DEFAULT.flowLabel(),
                        Map.of(StandardSocketOptions.SO_RCVBUF, "much")));

        assertTrue(String.valueOf(refused.getMessage()).contains("SO_RCVBUF"), refused.getMessage());
    }

    @Test
    void each_change_of_stream_options_is_of_one_component() {
        StreamOptions given = StreamOptions.DEFAULT
                .withBind(new InetSocketAddress(1))
                .withDeadline(Duration.ofSeconds(2))
                .withIdleTimeout(Duration.ofSeconds(3))
                .withCloseTimeout(Duration.ofSeconds(4))
                .withWatermarks(5, 6)
                .withWriteLimit(7)
                .withBacklog(8)
                .withFlowLabel(FlowLabelRequest.of(9))
                .with(StandardSocketOptions.SO_RCVBUF, 10);

        assertEquals(
                new StreamOptions(
                        Optional.of(new InetSocketAddress(1)),
                        Optional.of(Duration.ofSeconds(2)),
                        Optional.of(Duration.ofSeconds(3)),
                        Duration.ofSeconds(4),
                        6,
                        5,
                        7,
                        8,
                        Optional.of(FlowLabelRequest.of(9)),
                        Map.of(StandardSocketOptions.SO_RCVBUF, 10)),
                given);
        assertEquals(Optional.empty(), given.withDeadline(Optional.empty()).deadline());
    }

    @Test
    void each_change_of_reactor_options_is_of_one_component() {
        UncaughtListener listener = incident -> {};
        ReactorOptions given = ReactorOptions.DEFAULT
                .withTransport("nio?busy-poll=1us")
                .withNames("serial")
                .withUncaught(listener)
                .withOverwriteLentBuffers(true)
                .withThreadName("loop")
                .withDaemon(true)
                .withBusyPoll(Duration.ofMillis(1))
                .withWarnings(List.of("careful"));

        assertEquals(
                new ReactorOptions(
                        Optional.of(ProviderSpec.parse("nio?busy-poll=1us")),
                        Optional.empty(),
                        Optional.of("serial"),
                        Optional.of(listener),
                        true,
                        Optional.of("loop"),
                        true,
                        Optional.of(Duration.ofMillis(1)),
                        List.of("careful")),
                given);
    }
}
