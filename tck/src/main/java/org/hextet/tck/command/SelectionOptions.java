package org.hextet.tck.command;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.hextet.tck.Selection;
import picocli.CommandLine.Option;

/** Which rows, on which providers. */
final class SelectionOptions {

    @Option(
            names = "--area",
            paramLabel = "AREA",
            split = ",",
            description = "Only checks of this area, or whose area begins with this word.")
    List<String> areas = List.of();

    @Option(names = "--check", paramLabel = "ID", split = ",", description = "Only this check.")
    List<String> checks = List.of();

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            split = ",",
            description = "Checks of a transport only on this one.")
    List<String> transports = List.of();

    @Option(
            names = "--resolver",
            paramLabel = "NAME",
            split = ",",
            description = "Checks of a resolver only on this one.")
    List<String> resolvers = List.of();

    SelectionOptions() {}

    /** Whether a provider was asked for by its name. */
    boolean names(String provider) {
        return Stream.concat(transports.stream(), resolvers.stream())
                .anyMatch(one -> one.equals(provider) || one.startsWith(provider + "?"));
    }

    Selection selection() {
        return Selection.everything()
                .withAreas(new LinkedHashSet<>(areas))
                .withIds(new LinkedHashSet<>(checks))
                .withTransports(transports)
                .withResolvers(resolvers);
    }
}
