package org.hextet.tck.run;

import java.lang.module.ModuleDescriptor;
import java.security.CodeSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hextet.api.Reactor;
import org.hextet.tck.RunFacts;
import org.hextet.tck.Tck;
import org.jspecify.annotations.Nullable;

/** Which version of what takes part in a run. */
public final class Versions {

    /** As an automatic module reads it: the version begins at a hyphen before a digit. */
    private static final Pattern VERSIONED_JAR = Pattern.compile(".*/[^/]*?-(\\d[^/]*)\\.jar");

    private Versions() {}

    /**
     * The version of this TCK.
     *
     * @return {@value RunFacts#NO_VERSION} where neither module nor jar tells
     */
    public static String ofTck() {
        return of(Tck.class);
    }

    /**
     * The version of the contracts.
     *
     * @return {@value RunFacts#NO_VERSION} where neither module nor jar tells
     */
    public static String ofApi() {
        return of(Reactor.class);
    }

    /**
     * The version of this JVM.
     *
     * @return with its vendor
     */
    public static String ofJava() {
        return System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")";
    }

    /**
     * The version of this host's kernel.
     *
     * @return name, version and architecture
     */
    public static String ofKernel() {
        return Stream.of("os.name", "os.version", "os.arch")
                .map(System::getProperty)
                .reduce((one, other) -> one + " " + other)
                .orElseThrow();
    }

    /** Of a class's module, which a jar without one has by its file name; on the class path, of its jar, likewise. */
    static String of(Class<?> type) {
        @Nullable ModuleDescriptor module = type.getModule().getDescriptor();
        Optional<String> version = module != null
                ? module.rawVersion()
                : Optional.ofNullable(type.getPackage().getImplementationVersion());
        return version.or(() -> ofJarName(type)).orElse(RunFacts.NO_VERSION);
    }

    private static Optional<String> ofJarName(Class<?> type) {
        @Nullable CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        Matcher name = VERSIONED_JAR.matcher(source.getLocation().getPath());
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }
}
