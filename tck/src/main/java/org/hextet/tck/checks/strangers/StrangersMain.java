package org.hextet.tck.checks.strangers;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.hextet.api.NameResolver;
import org.hextet.api.NoProviderException;
import org.hextet.api.Reactor;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ProviderListing;

/**
 * Uses discovery as a user's program does, and prints a line for each thing that it finds: words with tabs between. Its
 * arguments are {@code transport} or {@code resolver}, then what to do, one after the other: {@code list},
 * {@code open}, {@code open=NAME}, or {@code leave}: from then on the thread's context loader knows the JDK alone, as
 * on a thread of somebody else's.
 */
final class StrangersMain {

    private final boolean transports;
    private final PrintStream out;

    private StrangersMain(boolean transports, PrintStream out) {
        this.transports = transports;
        this.out = out;
    }

    /**
     * Does it.
     *
     * @param arguments as above
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        StrangersMain main = new StrangersMain(arguments[0].equals("transport"), out);
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].equals("list")) {
                main.list();
            } else if (arguments[i].equals("leave")) {
                Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            } else {
                main.open(arguments[i].substring(arguments[i].indexOf('=') + 1), arguments[i].equals("open"));
            }
        }
    }

    private void list() {
        if (transports) {
            Discovery.transports().forEach(this::tell);
        } else {
            Discovery.resolvers().forEach(this::tell);
        }
    }

    private void tell(ProviderListing<?> one) {
        line(
                "listed",
                one.name(),
                one.implementation(),
                "" + one.priority(),
                one.problem().orElse(""));
    }

    private void open(String name, boolean unnamed) {
        try {
            if (transports) {
                try (Reactor reactor = unnamed ? Reactor.open() : Reactor.open(name)) {
                    line(
                            "opened",
                            reactor.provider(),
                            reactor.toString(),
                            String.join("; ", reactor.options().warnings()));
                }
            } else {
                try (NameResolver resolver = NameResolver.open(unnamed ? "" : name)) {
                    line("opened", resolver.provider(), resolver.toString(), String.join("; ", resolver.warnings()));
                }
            }
        } catch (NoProviderException none) {
            line("none", none.wasFound() ? "found" : "not-found", String.valueOf(none.getMessage()));
        } catch (IOException | RuntimeException | LinkageError thrown) {
            line("threw", thrown.getClass().getName(), String.valueOf(thrown.getMessage()));
        }
    }

    private void line(String... words) {
        for (int i = 0; i < words.length; i++) {
            out.print(i == 0 ? "" : "\t");
            out.print(words[i].replace('\t', ' ').replace('\n', ' '));
        }
        out.println();
    }
}
