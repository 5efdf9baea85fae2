package org.hextet.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.Provider;
import org.hextet.api.spi.ProviderListing;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.Format;
import org.hextet.cli.report.Table;
import org.hextet.endpoints.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What was found, what it can do, and why what cannot be used is so. */
@Command(
        name = "providers",
        description = "Lists the transports and resolvers found, their capabilities, and why an unavailable one is so.")
final class ProvidersCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    ProvidersCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Found> transports = found("transport", Discovery.transports(), Discovery.defaultTransport());
        List<Found> resolvers = found("resolver", Discovery.resolvers(), Discovery.defaultResolver());
        if (output.format == Format.JSON) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("transports", transports.stream().map(Found::toMap).toList());
            all.put("resolvers", resolvers.stream().map(Found::toMap).toList());
            console.tell(Json.of(all));
            return ExitStatus.OK;
        }
        List<Found> all = new ArrayList<>(transports);
        all.addAll(resolvers);
        console.out().print(output.format == Format.TSV ? tsv(all) : text(all));
        return ExitStatus.OK;
    }

    /** One provider, as it is told. */
    private record Found(
            String kind, String name, String reason, boolean isDefault, Optional<Capabilities> capabilities) {

        boolean isAvailable() {
            return reason.isEmpty();
        }

        List<String> present() {
            return capabilities.stream()
                    .flatMap(all -> all.present().stream())
                    .map(Capability::name)
                    .toList();
        }

        Map<String, @Nullable Object> toMap() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("name", name);
            map.put("available", isAvailable());
            map.put("reason", isAvailable() ? null : reason);
            map.put("default", isDefault);
            map.put("capabilities", present());
            return map;
        }
    }

    private static <P extends Provider> List<Found> found(
            String kind, List<ProviderListing<P>> listings, Optional<String> usual) {
        List<Found> found = new ArrayList<>();
        for (ProviderListing<P> listing : listings) {
            String reason = listing.problem().orElse("");
            Optional<Capabilities> capabilities = Optional.empty();
            if (listing.isAvailable()) {
                try {
                    capabilities = listing.provider().map(Provider::capabilities);
                } catch (RuntimeException | LinkageError broken) {
                    reason = "broken: " + broken;
                }
            }
            boolean isDefault = listing.isAvailable()
                    && usual.filter(listing.name()::equals).isPresent()
                    && found.stream().noneMatch(Found::isDefault);
            found.add(new Found(kind, listing.name(), reason, isDefault, capabilities));
        }
        return found;
    }

    private static String tsv(List<Found> all) {
        Table table = new Table("kind", "name", "available", "default", "reason", "capabilities");
        for (Found one : all) {
            table.row(
                    one.kind(),
                    one.name(),
                    Boolean.toString(one.isAvailable()),
                    Boolean.toString(one.isDefault()),
                    one.reason(),
                    String.join(" ", one.present()));
        }
        return table.toTsv();
    }

    private String text(List<Found> all) {
        StringBuilder text = new StringBuilder();
        for (String kind : List.of("transport", "resolver")) {
            if (all.stream().noneMatch(one -> one.kind().equals(kind))) {
                text.append("no ").append(kind).append(" found\n");
            }
        }
        for (Found one : all) {
            text.append(one.kind()).append(' ').append(one.name());
            if (one.isAvailable()) {
                text.append(one.isDefault() ? ": available, the default\n" : ": available\n");
                text.append("  has    ").append(String.join(" ", one.present())).append('\n');
            } else {
                text.append(": unavailable, ").append(one.reason()).append('\n');
            }
            if (!output.quiet) {
                one.capabilities()
                        .ifPresent(capabilities -> capabilities
                                .absent()
                                .forEach((lacking, why) -> text.append("  lacks  ")
                                        .append(lacking)
                                        .append(" (")
                                        .append(why)
                                        .append(")\n")));
            }
        }
        return text.toString();
    }
}
