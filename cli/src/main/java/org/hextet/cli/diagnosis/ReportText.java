package org.hextet.cli.diagnosis;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Placement;
import org.hextet.cli.lookup.FamilyAnswer;
import org.hextet.cli.report.Table;
import org.hextet.endpoints.json.Json;

/** A diagnosis for people. */
final class ReportText {

    private static final int WIDTH = 80;

    private final Diagnosis diagnosis;
    private final Observations seen;
    private final Paint paint;
    private final StringBuilder text = new StringBuilder();

    ReportText(Diagnosis diagnosis, Paint paint) {
        this.diagnosis = diagnosis;
        this.seen = diagnosis.seen();
        this.paint = paint;
    }

    static String status(Diagnosis diagnosis, Paint paint) {
        String status = diagnosis.status().text();
        return switch (diagnosis.status()) {
            case OK -> paint.good(status);
            case DEGRADED -> paint.middling(status);
            case BROKEN -> paint.bad(status);
        };
    }

    String text() {
        seen.target()
                .ifPresent(target -> text.append(paint.head(target.text() + " port " + target.port()))
                        .append("\n\n"));
        if (!seen.lookups().isEmpty()) {
            head("Lookup by " + seen.resolver().orElse("?"));
            Families.BOTH.forEach(family ->
                    seen.lookup(family).ifPresent(each -> wrapped("  ", Families.name(family) + "  ", answer(each))));
        }
        servers();
        addresses();
        host();
        findings("Problems", diagnosis.problems());
        findings("Notes", diagnosis.notes());
        wrapped(
                "",
                status(diagnosis, paint) + ": ",
                diagnosis.verdict(),
                status(diagnosis, Paint.PLAIN).length() + 2);
        return text.toString();
    }

    // ---- its parts

    private static String answer(FamilyAnswer answer) {
        String time = Spoken.duration(answer.elapsedNanos());
        if (answer.addresses().isEmpty()) {
            String kind = answer.kind().map(Object::toString).orElse("");
            return answer.isDefinite()
                    ? (kind.equals("no-data") ? "no address" : "no such name") + " in " + time
                    : kind + " after " + time + ": "
                            + answer.failure().map(Throwable::getMessage).orElse("");
        }
        return Families.count(answer.addresses().size(), "address", "addresses") + " in " + time
                + (answer.ttlSeconds().isPresent()
                        ? ", for " + answer.ttlSeconds().getAsLong() + " s"
                        : "");
    }

    private void servers() {
        if (seen.servers().isEmpty()) {
            return;
        }
        head("Name servers, each by itself");
        boolean isOfName = seen.target().isPresent();
        for (ServerAnswer each : seen.servers()) {
            String words = each.isDead()
                    ? paint.bad("dead") + ": " + each.reason()
                    : each.answers().stream()
                            .map(answer -> isOfName
                                    ? Families.name(answer.family()) + " " + shortly(answer)
                                    : "answers in " + Spoken.duration(answer.elapsedNanos()))
                            .collect(Collectors.joining("; "));
            wrapped("  ", AddressText.formatSocket(each.server()) + "  ", words, 4);
        }
    }

    private static String shortly(FamilyAnswer answer) {
        return answer.isDefinite()
                ? answer(answer)
                : answer.kind().map(Object::toString).orElse("");
    }

    private void addresses() {
        if (seen.order().isEmpty()) {
            return;
        }
        head("Addresses, in the order of RFC 6724");
        List<AttemptReport> attempts = seen.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            address(i + 1, seen.order().get(i), attempts.get(i));
        }
        int more = seen.order().size() - attempts.size();
        if (more > 0) {
            text.append("  and ").append(more).append(" more, not tried\n");
        }
    }

    private void address(int number, Placement placement, AttemptReport attempt) {
        text.append(String.format("%3d  %s%n", number, AddressText.format(placement.destination())));
        wrapped("     ", "", outcome(attempt));
        attempt.tls()
                .ifPresent(tls -> wrapped(
                        "     ",
                        "",
                        "TLS in " + Spoken.duration(tls.nanos())
                                + tls.expiry()
                                        .map(at -> ", certificates until " + at)
                                        .orElse("")));
        if (seen.order().size() > 1) {
            wrapped("     ", "", placement.reason());
        }
        SourceReason.of(seen.host().addresses(), placement)
                .ifPresent(reason -> wrapped("     ", "", "source by " + reason));
    }

    private String outcome(AttemptReport attempt) {
        String from = attempt.source()
                .map(source -> " from " + AddressText.format(source))
                .orElse("");
        return switch (attempt.outcome()) {
            case CONNECTED ->
                paint.good("connected") + " in "
                        + Spoken.duration(attempt.connectNanos().orElse(attempt.elapsedNanos())) + from
                        + path(attempt.path());
            case CANCELLED, NOT_TRIED -> paint.middling(attempt.outcome().text()) + ": " + attempt.message();
            default ->
                paint.bad(attempt.kind().map(Object::toString).orElse("failed")) + " after "
                        + Spoken.duration(attempt.elapsedNanos()) + from
                        + (attempt.isReached() ? ", TCP connected" : "") + ": " + attempt.message();
        };
    }

    private static String path(AttemptReport.Path path) {
        String text = "";
        if (path.mtu().isPresent()) {
            text += ", path MTU " + path.mtu().getAsInt() + " bytes";
        }
        if (path.segmentSize().isPresent()) {
            text += ", MSS " + path.segmentSize().getAsInt() + " bytes";
        }
        return text;
    }

    private void host() {
        head("This host");
        for (StandardProtocolFamily family : Families.BOTH) {
            wrapped("  ", Families.name(family) + "  ", way(family));
        }
        if (seen.target().isEmpty()) {
            for (LocalAddress each : seen.host().addresses()) {
                text.append("        ")
                        .append(each.interfaceName())
                        .append("  ")
                        .append(AddressText.format(each.address()))
                        .append('/')
                        .append(each.prefixLength())
                        .append("  ")
                        .append(String.join(", ", with(each.scope(), each.flags())))
                        .append('\n');
            }
        }
        seen.nat64()
                .ifPresent(prefixes -> text.append("  NAT64 ")
                        .append(
                                prefixes.isEmpty()
                                        ? "none"
                                        : prefixes.stream()
                                                .map(Object::toString)
                                                .collect(Collectors.joining(", ")))
                        .append('\n'));
    }

    private static List<String> with(String first, List<String> others) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    private String way(StandardProtocolFamily family) {
        HostFacts host = seen.host();
        InetAddress source = host.sources().get(family);
        String from = source == null
                ? (host.hasAddress(family) ? "its own networks only" : "none")
                : "from " + AddressText.format(source);
        if (host.routes().isEmpty()) {
            return from + "; routes: unknown on this system";
        }
        Optional<DefaultRoute> route = host.routes().get().stream()
                .filter(each -> each.family() == family)
                .findFirst();
        return from
                + route.map(each -> ", default route "
                                + each.gateway()
                                        .map(gateway -> "by " + gateway + " ")
                                        .orElse("") + "on "
                                + each.interfaceName())
                        .orElse(", no default route");
    }

    private void findings(String title, List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        head(title);
        for (Finding each : findings) {
            text.append("  ")
                    .append(each.isProblem() ? paint.bad(each.name()) : each.name())
                    .append('\n');
            wrapped("     ", "", each.text());
        }
    }

    // ---- lines

    private void head(String title) {
        text.append(paint.head(title)).append('\n');
    }

    private void wrapped(String indent, String first, String words) {
        wrapped(indent, first, words, first.length());
    }

    /**
     * Words in lines; after the first one they stand below the first word.
     *
     * @param first begins the first line
     * @param deeper by how much the other lines are indented
     */
    private void wrapped(String indent, String first, String words, int deeper) {
        StringBuilder line = new StringBuilder(indent).append(first);
        int width = indent.length() + visible(first);
        boolean isEmpty = true;
        for (String word : words.split("\\s+", -1)) {
            if (!isEmpty && width + 1 + visible(word) > WIDTH) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(indent).append(" ".repeat(deeper));
                width = indent.length() + deeper;
                isEmpty = true;
            }
            if (!isEmpty) {
                line.append(' ');
                width++;
            }
            line.append(word);
            width += visible(word);
            isEmpty = false;
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** Characters that take room: colours do not. */
    private static int visible(String word) {
        return word.replaceAll("\033\\[[0-9]+m", "").length();
    }

    // ---- for line tools

    static String tsv(Diagnosis diagnosis) {
        Table table = new Table("what", "name", "outcome", "detail");
        for (AttemptReport each : diagnosis.seen().attempts()) {
            table.row(
                    "attempt",
                    AddressText.format(each.address()),
                    each.kind().map(Object::toString).orElse(each.outcome().text()),
                    Json.millis(each.elapsedNanos()).toPlainString());
        }
        diagnosis.problems().forEach(each -> table.row("problem", each.name(), family(each), each.text()));
        diagnosis.notes().forEach(each -> table.row("note", each.name(), family(each), each.text()));
        table.row("status", diagnosis.status().text(), "", diagnosis.verdict());
        return table.toTsv();
    }

    private static String family(Finding finding) {
        return finding.family().map(Families::number).map(Object::toString).orElse("");
    }
}
