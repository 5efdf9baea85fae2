package org.hextet.tck.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.ProviderFacts;
import org.hextet.tck.Report;
import org.hextet.tck.RunFacts;
import org.hextet.tck.Selection;
import org.hextet.tck.Tck;
import org.hextet.tck.matrix.Row;

/** A made-up run of every check on six providers: one of them is broken, one cannot be had, one lacks much. */
final class SampleReport {

    /** Text that would run, if anything took it for markup; and what no document may hold. */
    static final String HOSTILE =
            "</script><img src=x onerror=alert(1)>]]> & \" ' `code` | {{report}} $1 \\ \u202e\u0000\u001b[31m"
                    + "\ud800\u00e9";

    private static final Set<String> BROKEN = Set.of("TCP-009", "TCP-117", "UDP-005", "LIF-004", "TLS-016");
    private static final List<String> TRANSPORTS = List.of("nio", "epoll", "mine");
    private static final List<String> RESOLVERS = List.of("jdk", "dnsjava");

    private SampleReport() {}

    static Report of() {
        return of(Tck.of(Selection.everything()).rows());
    }

    static Report of(List<Row> rows) {
        List<CheckResult> results = new ArrayList<>();
        for (Row row : rows) {
            switch (row.scope()) {
                case HOUSE -> results.add(result(row, "-", "-"));
                case TRANSPORT -> TRANSPORTS.forEach(name -> results.add(result(row, name, "-")));
                case RESOLVER -> RESOLVERS.forEach(name -> results.add(result(row, "epoll", name)));
                case RESOLVER_ON_EACH_TRANSPORT ->
                    TRANSPORTS.forEach(one -> RESOLVERS.forEach(name -> results.add(result(row, one, name))));
            }
        }
        return new Report(
                new RunFacts(
                        Instant.parse("2026-03-04T05:06:07.891Z"),
                        Duration.ofMillis(129_345),
                        "0.1.0",
                        "0.1.0",
                        "17.0.15+6 (Debian)",
                        "Linux 6.18 amd64",
                        1,
                        OptionalLong.of(42),
                        List.of(
                                provider(
                                        ProviderFacts.TRANSPORT,
                                        "nio",
                                        Map.of("v6only", "java.nio has no such option")),
                                provider(ProviderFacts.TRANSPORT, "epoll", Map.of()),
                                provider(ProviderFacts.TRANSPORT, "mine", Map.of("flow-label", HOSTILE)),
                                new ProviderFacts(
                                        ProviderFacts.TRANSPORT,
                                        "absent",
                                        "0.2",
                                        Optional.of("no native library for linux-riscv64"),
                                        List.of(),
                                        Map.of()),
                                provider(ProviderFacts.RESOLVER, "jdk", Map.of("dns", "the C library asks")),
                                provider(ProviderFacts.RESOLVER, "dnsjava", Map.of()))),
                results);
    }

    private static ProviderFacts provider(String kind, String name, Map<String, String> absent) {
        return new ProviderFacts(kind, name, "0.1.0", Optional.empty(), List.of("tcp", "udp"), absent);
    }

    private static CheckResult result(Row row, String transport, String resolver) {
        boolean isMine = transport.equals("mine");
        if (isMine && BROKEN.contains(row.id())) {
            return failed(row, transport, resolver, "the accepted peer is fe80::2, expected fe80::2%veth0");
        }
        if (isMine && row.id().equals("MTU-008")) {
            return failed(row, transport, resolver, HOSTILE);
        }
        if (isMine && row.environmentText().contains("lab")) {
            return plain(row, transport, resolver, Outcome.NOT_RUN, "no network namespaces: not root");
        }
        if (!transport.equals("epoll") && row.needs().contains("flow-label")) {
            return plain(
                    row,
                    transport,
                    resolver,
                    Outcome.UNSUPPORTED,
                    "no flow-label: " + (isMine ? HOSTILE : "none here"));
        }
        if (resolver.equals("jdk") && row.needs().contains("dns")) {
            return plain(row, transport, resolver, Outcome.UNSUPPORTED, "no dns: the C library asks");
        }
        return plain(row, transport, resolver, Outcome.PASS, "");
    }

    private static CheckResult plain(Row row, String transport, String resolver, Outcome outcome, String detail) {
        int took = outcome == Outcome.PASS || outcome == Outcome.FAIL ? row.id().hashCode() & 511 : 0;
        return new CheckResult(row, transport, resolver, outcome, detail, "", Duration.ofMillis(took), "");
    }

    private static CheckResult failed(Row row, String transport, String resolver, String seen) {
        String report = row.id() + " " + row.level() + " FAIL on " + transport + ": " + seen
                + "\n  rule     " + row.sentence()
                + "\n  source   " + row.source()
                + "\n  because  " + row.because()
                + "\n  look at  " + row.lookAt()
                + "\n  thrown\n      at org.hextet.tck.checks.TcpListenChecks.an_accepted_link_local_peer_has_its_zone(TcpListenChecks.java:231)"
                + "\n  alone    hextet tck --check " + row.id() + " --transport mine?fast=yes";
        return new CheckResult(
                row,
                transport,
                resolver,
                Outcome.FAIL,
                seen,
                report,
                Duration.ofMillis(1234),
                "connection [fe80::1%veth0]:41234 to fe80::2: received threw IllegalStateException\n" + HOSTILE);
    }
}
