package org.hextet.examples;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.api.ListeningPort;
import org.hextet.api.NameResolver;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.endpoints.Connected;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.policies.Answer;
import org.hextet.policies.Event;
import org.hextet.policies.History;
import org.hextet.policies.Race;
import org.hextet.policies.Step;
import org.junit.jupiter.api.Test;

class YesterdaysFamilyTest {

    private static final InetAddress FOUR_1 = address("192.0.2.1");
    private static final InetAddress FOUR_2 = address("192.0.2.2");
    private static final InetAddress SIX_1 = address("2001:db8::1");
    private static final InetAddress SIX_2 = address("2001:db8::2");

    private static final Event ALL = new Event.Answered(
            List.of(new Answer(INET6, List.of(SIX_1, SIX_2)), new Answer(INET, List.of(FOUR_1, FOUR_2))));

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    @Test
    void yesterdays_family_is_first_and_two_are_tried_at_a_time() {
        Race race = new YesterdaysFamily().race(new History(List.of(FOUR_2)));

        assertEquals(List.of(new Step.Attempt(FOUR_1), new Step.Attempt(FOUR_2)), race.on(0, ALL));
        assertEquals(List.of(new Step.Attempt(SIX_1)), race.on(1, new Event.AttemptFailed(FOUR_2)));
        assertEquals(List.of(new Step.Won(SIX_1), new Step.Cancel(FOUR_1)), race.on(2, new Event.Connected(SIX_1)));
        assertEquals(List.of(), race.on(3, new Event.AttemptFailed(FOUR_1)));
        assertEquals(List.of(new Step.Cancel(FOUR_1)), race.on(4, new Event.Connected(FOUR_1)));
    }

    @Test
    void without_a_yesterday_ipv6_is_first_and_when_all_have_failed_so_has_the_race() {
        Race race = new YesterdaysFamily().race();

        assertEquals(
                List.of(new Step.Attempt(FOUR_1)), race.on(0, new Event.Answered(Answer.part(INET, List.of(FOUR_1)))));
        assertEquals(
                List.of(new Step.Attempt(SIX_1)), race.on(1, new Event.Answered(new Answer(INET6, List.of(SIX_1)))));
        assertEquals(List.of(), race.on(2, new Event.AttemptFailed(SIX_1)));
        assertEquals(List.of(), race.on(3, new Event.AttemptFailed(FOUR_1)));
        assertEquals(List.of(new Step.Failed()), race.on(4, new Event.Answered(Answer.negative(INET))));
        assertEquals(List.of(), race.on(5, new Event.Woken()));
    }

    @Test
    void stopped_means_cancelled() {
        Race race = new YesterdaysFamily().race();
        race.on(0, ALL);

        assertEquals(List.of(new Step.Cancel(SIX_1), new Step.Cancel(SIX_2)), race.on(1, new Event.Stopped()));
        assertEquals(List.of(), race.on(2, ALL));
    }

    @Test
    void it_connects() throws IOException, InterruptedException {
        try (Reactor reactor = Reactor.open();
                NameResolver resolver = NameResolver.open("jdk")) {
            ListeningPort port = ServerEndpoint.of("tcp://127.0.0.1:0")
                    .listen(reactor, () -> Protocol.receiving((connection, data) -> connection.write(data)))
                    .await();

            Connected connected = HostnameClientEndpoint.of(
                            "localhost", port.localAddresses().get(0).getPort())
                    .withPolicy(new YesterdaysFamily())
                    .withResolver(resolver)
                    .race(reactor, () -> Protocol.receiving((connection, data) -> {}))
                    .await();

            assertEquals(port.localAddresses().get(0), connected.connection().remoteAddress());
        }
    }

    @Test
    void it_has_less_than_40_lines() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/main/java/org/hextet/examples/YesterdaysFamily.java"));
        long body = lines.stream()
                .filter(line -> !line.isBlank() && !line.matches("(import|package|/\\*\\*) .*"))
                .count();

        assertTrue(body < 40, () -> body + " lines");
    }
}
