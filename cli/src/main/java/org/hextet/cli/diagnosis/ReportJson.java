package org.hextet.cli.diagnosis;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Placement;
import org.hextet.addresses.SourceAddress;
import org.hextet.cli.lookup.FamilyAnswer;
import org.hextet.endpoints.json.Json;
import org.jspecify.annotations.Nullable;

/** A diagnosis for programs. */
final class ReportJson {

    private final Diagnosis diagnosis;
    private final Observations seen;

    private ReportJson(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
        this.seen = diagnosis.seen();
    }

    static String of(Diagnosis diagnosis) {
        return Json.of(new ReportJson(diagnosis).whole());
    }

    private Map<String, @Nullable Object> whole() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", seen.target().map(Target::text).orElse(null));
        map.put("port", seen.target().map(Target::port).orElse(null));
        map.put("resolver", seen.resolver().orElse(null));
        Map<String, Object> families = new LinkedHashMap<>();
        Families.BOTH.forEach(family -> families.put(Integer.toString(Families.number(family)), family(family)));
        map.put("families", families);
        map.put("servers", seen.servers().stream().map(this::server).toList());
        map.put("order", seen.order().stream().map(this::placement).toList());
        map.put("attempts", seen.attempts().stream().map(ReportJson::attempt).toList());
        map.put("nat64", seen.nat64().map(ReportJson::prefixes).orElse(null));
        map.put("status", diagnosis.status().text());
        map.put(
                "problems",
                diagnosis.problems().stream().map(ReportJson::finding).toList());
        map.put("notes", diagnosis.notes().stream().map(ReportJson::finding).toList());
        map.put("verdict", diagnosis.verdict());
        return map;
    }

    private static List<String> prefixes(List<?> prefixes) {
        return prefixes.stream().map(Object::toString).toList();
    }

    private Map<String, @Nullable Object> family(StandardProtocolFamily family) {
        HostFacts host = seen.host();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("expected", diagnosis.expected().contains(family));
        map.put("works", Diagnosis.works(seen, family));
        map.put("source", address(Optional.ofNullable(host.sources().get(family))));
        map.put(
                "host_addresses",
                host.addresses().stream()
                        .filter(each -> Families.is(family, each.address()))
                        .map(ReportJson::local)
                        .toList());
        map.put(
                "default_routes",
                host.routes()
                        .map(routes -> routes.stream()
                                .filter(route -> route.family() == family)
                                .map(ReportJson::route)
                                .toList())
                        .orElse(null));
        map.put("lookup", seen.lookup(family).map(ReportJson::answer).orElse(null));
        return map;
    }

    private static Map<String, @Nullable Object> local(LocalAddress local) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("address", AddressText.format(local.address()));
        map.put("prefix_length", local.prefixLength());
        map.put("interface", local.interfaceName());
        map.put("scope", local.scope());
        map.put("flags", local.flags());
        return map;
    }

    private static Map<String, @Nullable Object> route(DefaultRoute route) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("gateway", route.gateway().orElse(null));
        map.put("interface", route.interfaceName());
        map.put("metric", route.metric());
        return map;
    }

    private static Map<String, @Nullable Object> answer(FamilyAnswer answer) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(
                "addresses",
                answer.addresses().stream().map(AddressText::format).toList());
        map.put("elapsed_ms", Json.millis(answer.elapsedNanos()));
        map.put("ttl_s", orNull(answer.ttlSeconds()));
        map.put("kind", answer.kind().map(Object::toString).orElse(null));
        map.put("message", answer.failure().map(Throwable::getMessage).orElse(null));
        return map;
    }

    private Map<String, @Nullable Object> server(ServerAnswer server) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("server", AddressText.formatSocket(server.server()));
        map.put("works", !server.isDead());
        for (StandardProtocolFamily family : Families.BOTH) {
            map.put(
                    Integer.toString(Families.number(family)),
                    server.answers().stream()
                            .filter(each -> each.family() == family)
                            .findFirst()
                            .map(ReportJson::answer)
                            .orElse(null));
        }
        map.put("message", server.isDead() ? server.reason() : null);
        return map;
    }

    private Map<String, @Nullable Object> placement(Placement placement) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("address", AddressText.format(placement.destination()));
        map.put("family", AddressRules.family(placement.destination()) == StandardProtocolFamily.INET6 ? 6 : 4);
        map.put("source", address(placement.source().map(SourceAddress::address)));
        map.put("rule", placement.reason());
        map.put(
                "source_rule",
                SourceReason.of(seen.host().addresses(), placement).orElse(null));
        return map;
    }

    private static Map<String, @Nullable Object> attempt(AttemptReport attempt) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("address", AddressText.format(attempt.address()));
        map.put("outcome", attempt.outcome().text());
        map.put("kind", attempt.kind().map(Object::toString).orElse(null));
        map.put("elapsed_ms", Json.millis(attempt.elapsedNanos()));
        map.put("source", address(attempt.source()));
        map.put(
                "connect_ms",
                attempt.connectNanos().isPresent()
                        ? Json.millis(attempt.connectNanos().getAsLong())
                        : null);
        map.put(
                "round_trip_ms",
                attempt.path().roundTripNanos().isPresent()
                        ? Json.millis(attempt.path().roundTripNanos().getAsLong())
                        : null);
        map.put("path_mtu", orNull(attempt.path().mtu()));
        map.put("mss", orNull(attempt.path().segmentSize()));
        map.put(
                "tls",
                attempt.tls()
                        .map(handshake -> {
                            Map<String, @Nullable Object> tls = new LinkedHashMap<>();
                            tls.put("elapsed_ms", Json.millis(handshake.nanos()));
                            tls.put(
                                    "expires",
                                    handshake.expiry().map(Object::toString).orElse(null));
                            return tls;
                        })
                        .orElse(null));
        map.put("message", attempt.message().isEmpty() ? null : attempt.message());
        return map;
    }

    private static Map<String, @Nullable Object> finding(Finding finding) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("code", finding.name());
        map.put("family", finding.family().map(Families::number).orElse(null));
        map.put("text", finding.text());
        return map;
    }

    private static @Nullable Object address(Optional<InetAddress> address) {
        return address.map(AddressText::format).orElse(null);
    }

    private static @Nullable Object orNull(OptionalInt number) {
        return number.isPresent() ? (Object) number.getAsInt() : null;
    }

    private static @Nullable Object orNull(OptionalLong number) {
        return number.isPresent() ? (Object) number.getAsLong() : null;
    }
}
