import org.jspecify.annotations.NullMarked;

/**
 * The behaviour matrix as checks that any transport or resolver can be run through, and the places to run them in.
 *
 * <p>Begin with {@link org.hextet.tck.Tck}. The lab ({@link org.hextet.tck.lab}), the connections in memory
 * ({@link org.hextet.tck.memory}) and the doubles ({@link org.hextet.tck.doubles}) are of use without the checks.
 */
@NullMarked
module org.hextet.tck {
    requires info.picocli;
    requires java.management;
    requires jdk.net;
    requires transitive org.hextet.addresses;
    requires transitive org.hextet.api;
    requires transitive org.hextet.endpoints;
    requires transitive org.hextet.policies;
    requires org.hextet.tls;
    requires transitive org.junit.jupiter.api;
    requires org.junit.platform.commons;
    // For the scripted name servers: without it rows that want them are not run.
    requires static org.dnsjava;
    requires static org.jspecify;

    exports org.hextet.tck;
    exports org.hextet.tck.command;
    exports org.hextet.tck.dns;
    exports org.hextet.tck.doubles;
    exports org.hextet.tck.lab;
    exports org.hextet.tck.matrix;
    exports org.hextet.tck.memory;
    exports org.hextet.tck.mutants;
    exports org.hextet.tck.report;

    uses org.hextet.tck.dns.ResolverHarness;

    // It reads the annotations of the command and sets its fields.
    opens org.hextet.tck.command to
            info.picocli;
    // JUnit finds and calls the annotated methods.
    opens org.hextet.tck.checks to
            org.junit.platform.commons;
}
