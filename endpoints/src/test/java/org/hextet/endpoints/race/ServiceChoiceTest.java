package org.hextet.endpoints.race;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.hextet.api.DnsRecord;
import org.hextet.endpoints.bindings.ServiceBindings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9460, section 7.1.2: which protocols a client and a service have in common. */
final class ServiceChoiceTest {

    /** Offered: {@code ?} not known, {@code -} nothing. A record that ends in {@code !} has no default protocol. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https | ?           | h2        | true",
                "https | ?           | h2!       | true",
                "https | ?           | h3!       | false",
                "https | ?           | h3        | true",
                "https | ?           | h3-29,hq! | false",
                "https | ?           |           | true",
                "https | -           |           | true",
                "https | -           | h2        | true",
                "https | -           | h2!       | false",
                "https | h2          | h2!       | true",
                "https | h2          | h3        | false",
                "https | h2          |           | false",
                "https | h2,http/1.1 | h3        | true",
                "https | http/1.1    | h2!       | false",
                "foo   | ?           | x!        | true",
                "foo   | -           | x         | true",
                "foo   | -           | x!        | false",
                "foo   | y           | x         | true",
                "foo   | y           | x!        | false"
            })
    void a_record_fits_if_a_protocol_is_common(
            String scheme, String offered, @org.jspecify.annotations.Nullable String alpn, boolean fits) {
        String protocols = alpn == null ? "" : alpn;
        DnsRecord.Binding binding = new DnsRecord.Binding(
                1,
                "svc.test",
                words(protocols.replace("!", "")),
                !protocols.endsWith("!"),
                OptionalInt.empty(),
                List.of(),
                List.of(),
                Map.of());
        BindingPlan plan = new BindingPlan(
                ServiceBindings.of(scheme),
                offered.equals("?") ? Optional.empty() : Optional.of(words(offered.replace("-", ""))));

        ServiceChoice choice =
                ServiceChoice.of(List.of(new DnsRecord("host.test", "HTTPS", 60, "…", binding)), plan, 443);

        assertEquals(fits ? 1 : 0, choice.services().size(), () -> String.join("; ", choice.passedOver()));
        assertEquals(fits ? 0 : 1, choice.passedOver().size());
    }

    private static List<String> words(String list) {
        return list.isEmpty() ? List.of() : Arrays.asList(list.split(","));
    }
}
