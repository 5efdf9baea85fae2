package org.hextet.tck.checks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.api.Reactor;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.api.spi.ResolverProvider;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.JavaCommand;
import org.hextet.tck.lab.Output;
import org.hextet.tck.rig.Rig;

/**
 * A child JVM that has the api and some providers of {@link org.hextet.tck.checks.strangers} on its path, and says what
 * it finds. The path is made of class files that are there anyway: nothing is compiled.
 */
final class StrangersJvm {

    /** What is sought: the same rules hold for both. */
    enum Kind {
        /** Of {@link Reactor#open()}. */
        TRANSPORT("transport", ReactorProvider.class, Discovery.TRANSPORT_PROPERTY, "hextet-impl-nio"),

        /** Of {@link org.hextet.api.NameResolver#open}. */
        RESOLVER("resolver", ResolverProvider.class, Discovery.RESOLVER_PROPERTY, "hextet-resolver-jdk");

        private final String noun;
        private final Class<?> service;
        private final String property;
        private final String jar;

        Kind(String noun, Class<?> service, String property, String jar) {
            this.noun = noun;
            this.service = service;
            this.property = property;
            this.jar = jar;
        }

        String noun() {
            return noun;
        }

        String property() {
            return property;
        }

        /** The jar that has one, for people who have none. */
        String jar() {
            return jar;
        }
    }

    /** Where providers lie. */
    enum Place {
        /** All on the class path. */
        CLASS_PATH,
        /** All on the module path. */
        MODULE_PATH,
        /** The api is a module, the providers are on the class path. */
        BOTH_PATHS
    }

    private static final String PACKAGE = "org.hextet.tck.checks.strangers.";
    private static final String MAIN = PACKAGE + "StrangersMain";
    private static final String MODULE = "hextet.tck.strangers";
    private static final List<String> ALWAYS = List.of("StrangersMain", "Stranger", "IdleReactor", "IdleResolver");

    private final Rig rig;
    private final Kind kind;
    private final List<String> providers;
    private final Place place;
    private final List<Path> beside;
    private final String property;

    private StrangersJvm(Rig rig, Kind kind, List<String> providers, Place place, List<Path> beside, String property) {
        this.rig = rig;
        this.kind = kind;
        this.providers = List.copyOf(providers);
        this.place = place;
        this.beside = List.copyOf(beside);
        this.property = property;
    }

    /** With these providers, by the simple names of their classes, registered in this order; all on the class path. */
    static StrangersJvm with(Rig rig, Kind kind, String... providers) {
        return new StrangersJvm(rig, kind, List.of(providers), Place.CLASS_PATH, List.of(apiJar(rig)), "");
    }

    /** With the providers somewhere else. */
    StrangersJvm on(Place other) {
        return new StrangersJvm(rig, kind, providers, other, beside, property);
    }

    /** With other jars beside the strangers, in place of the api's alone. */
    StrangersJvm beside(List<Path> jars) {
        return new StrangersJvm(rig, kind, providers, place, jars, property);
    }

    /** With the system property that names a provider. */
    StrangersJvm withProperty(String value) {
        return new StrangersJvm(rig, kind, providers, place, beside, value);
    }

    /** The full name of a provider's class. */
    static String className(String simpleName) {
        return PACKAGE + simpleName;
    }

    private static Path apiJar(Rig rig) {
        try {
            return Path.of(Reactor.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException | RuntimeException nowhere) {
            throw rig.notRun("the api's jar cannot be put on a path: " + nowhere);
        }
    }

    /** Has it do some things, as {@link org.hextet.tck.checks.strangers} says. */
    Told run(String... todo) throws IOException {
        Path folder = temporaryFolder();
        Path jar = folder.resolve("strangers.jar");
        writeJar(jar);
        List<String> arguments = new ArrayList<>(List.of(kind.noun));
        arguments.addAll(List.of(todo));
        Output output = command(jar)
                .withOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
                // What this JVM was told to use is not to be found there.
                .withProperty(Discovery.TRANSPORT_PROPERTY, "")
                .withProperty(Discovery.RESOLVER_PROPERTY, "")
                .withProperty(kind.property, property)
                .withArguments(arguments.toArray(String[]::new))
                .run(Patience.guard());
        if (output.exit() != 0) {
            throw rig.fail("a JVM with " + providers + " on the " + place + " ended with exit " + output.exit() + ": "
                    + output.stderr().strip());
        }
        return new Told(rig, output.stdout());
    }

    private JavaCommand command(Path jar) {
        List<Path> all = new ArrayList<>(beside);
        return switch (place) {
            case CLASS_PATH -> {
                all.add(jar);
                yield rig.child().withClassPathOnly(all).withMain(MAIN);
            }
            case MODULE_PATH -> {
                all.add(jar);
                yield rig.child()
                        .withModulePathOnly(all)
                        .withOptions("--add-modules=org.hextet.api")
                        .withMain(MODULE + "/" + MAIN);
            }
            case BOTH_PATHS ->
                rig.child()
                        .withClassPathOnly(List.of(jar))
                        .withOptions(
                                "--module-path="
                                        + all.stream()
                                                .map(Path::toString)
                                                .collect(Collectors.joining(File.pathSeparator)),
                                "--add-modules=org.hextet.api")
                        .withMain(MAIN);
        };
    }

    private void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Automatic-Module-Name"), MODULE);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : Stream.concat(ALWAYS.stream(), providers.stream()).toList()) {
            files.put(className(name).replace('.', '/') + ".class", classFile(name));
        }
        if (!providers.isEmpty()) {
            String lines =
                    providers.stream().map(name -> className(name) + "\n").collect(Collectors.joining());
            for (Kind each : Kind.values()) {
                files.put("META-INF/services/" + each.service.getName(), lines.getBytes(StandardCharsets.UTF_8));
            }
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                out.putNextEntry(new JarEntry(each.getKey()));
                out.write(each.getValue());
                out.closeEntry();
            }
        }
    }

    private static byte[] classFile(String name) throws IOException {
        try (InputStream in = StrangersJvm.class.getResourceAsStream("strangers/" + name + ".class")) {
            if (in == null) {
                throw new IOException("the TCK's own class " + className(name) + " is not where the TCK is");
            }
            return in.readAllBytes();
        }
    }

    private Path temporaryFolder() throws IOException {
        Path folder = Files.createTempDirectory("hextet-tck");
        rig.closing(() -> {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            } catch (UncheckedIOException unreadable) {
                throw unreadable.getCause();
            }
        });
        return folder;
    }

    /** A provider as the child listed it. */
    record Listed(String name, String implementation, int priority, String problem) {

        boolean isOf(String simpleName) {
            return implementation.equals(className(simpleName));
        }

        /** Everything that a user gets to see of it. */
        String text() {
            return name + " " + implementation + " " + problem;
        }
    }

    /** What the child said, line by line. */
    static final class Told {

        private final Rig rig;
        private final String text;
        private final List<List<String>> lines;
        private int next;

        private Told(Rig rig, String text) {
            this.rig = rig;
            this.text = text;
            this.lines = text.lines()
                    .map(line -> List.copyOf(Arrays.asList(line.split("\t", -1))))
                    .toList();
        }

        /** The next line, which is of this kind. */
        private List<String> next(String what, String word) {
            if (next >= lines.size() || !lines.get(next).get(0).equals(word)) {
                throw rig.fail(what + " gave " + (next < lines.size() ? lines.get(next) : "nothing") + ", expected \""
                        + word + "\"");
            }
            return lines.get(next++);
        }

        /** The next thing was opened, by that provider. The warnings. */
        String opened(String what, String simpleName, String name) {
            List<String> line = next(what, "opened");
            rig.expectEqual("the provider that " + what + " took", className(simpleName), line.get(2));
            rig.expectEqual("the name of what " + what + " opened", name, line.get(1));
            return line.get(3);
        }

        /** The next thing was opened by a provider of that name. */
        void opened(String what, String name) {
            rig.expectEqual(
                    "the name of what " + what + " opened",
                    name,
                    next(what, "opened").get(1));
        }

        /** There was no provider for the next thing. The message. */
        String none(String what, boolean wasFound) {
            List<String> line = next(what, "none");
            rig.expectEqual("wasFound() of what " + what + " threw", wasFound ? "found" : "not-found", line.get(1));
            return line.get(2);
        }

        /** The list: all lines of it. */
        List<Listed> list() {
            List<Listed> list = new ArrayList<>();
            while (next < lines.size() && lines.get(next).get(0).equals("listed")) {
                List<String> line = lines.get(next++);
                list.add(new Listed(line.get(1), line.get(2), Integer.parseInt(line.get(3)), line.get(4)));
            }
            return list;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
