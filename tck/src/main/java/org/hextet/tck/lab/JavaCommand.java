package org.hextet.tck.lab;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM to be started: with the class path, module path and module options of this one, unless changed. Immutable. */
public final class JavaCommand {

    /** Options that say what the modules are: a child with the same paths needs them too. */
    private static final List<String> OF_MODULES = List.of(
            "--patch-module=",
            "--add-modules=",
            "--add-reads=",
            "--add-exports=",
            "--add-opens=",
            "--limit-modules=",
            "--enable-native-access=");

    private final List<String> prefix;
    private final List<String> options;
    private final String modulePath;
    private final String classPath;
    private final String main;
    private final List<String> arguments;
    private final Map<String, String> environment;

    /** What a child prints is often read: the JVM's own warnings go to standard error, and it keeps no file in /tmp. */
    private static final List<String> QUIET = List.of("-XX:-UsePerfData", "-Xlog:disable", "-Xlog:all=warning:stderr");

    private JavaCommand(
            List<String> prefix,
            List<String> options,
            String modulePath,
            String classPath,
            String main,
            List<String> arguments,
            Map<String, String> environment) {
        this.prefix = List.copyOf(prefix);
        this.options = List.copyOf(options);
        this.modulePath = modulePath;
        this.classPath = classPath;
        this.main = main;
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
    }

    /**
     * The JVM that runs this, without its main class.
     *
     * @return same JDK, paths, module options and {@code hextet.} properties
     */
    public static JavaCommand likeThisOne() {
        List<String> options = new ArrayList<>();
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (OF_MODULES.stream().anyMatch(option::startsWith)) {
                options.add(option);
            }
        }
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("hextet.") || name.startsWith("org.slf4j."))
                .sorted()
                .forEach(name -> options.add("-D" + name + "=" + System.getProperty(name)));
        return new JavaCommand(
                List.of(),
                options,
                absolute(System.getProperty("jdk.module.path", "")),
                absolute(System.getProperty("java.class.path", "")),
                "",
                List.of(),
                Map.of());
    }

    /** A command before it may lead to another working directory. */
    private static String absolute(String path) {
        return join(split(path).map(Path::toAbsolutePath).toList());
    }

    /**
     * With a command before it, that starts it somewhere else: {@code ip netns exec NAME}.
     *
     * @param words of the command
     * @return a changed copy
     */
    public JavaCommand withPrefix(List<String> words) {
        return new JavaCommand(words, options, modulePath, classPath, main, arguments, environment);
    }

    /**
     * With more options for the JVM.
     *
     * @param more for example {@code -Xmx64m}
     * @return a changed copy
     */
    public JavaCommand withOptions(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new JavaCommand(prefix, all, modulePath, classPath, main, arguments, environment);
    }

    /**
     * With a system property.
     *
     * @param name its name
     * @param value its value
     * @return a changed copy
     */
    public JavaCommand withProperty(String name, String value) {
        return withOptions("-D" + name + "=" + value);
    }

    /**
     * With another default locale.
     *
     * @param locale of the JVM's texts, and by {@code LC_ALL} of the C library's
     * @return a changed copy
     */
    public JavaCommand withLocale(Locale locale) {
        return withProperty("user.language", locale.getLanguage())
                .withProperty("user.country", locale.getCountry())
                .withEnvironment("LC_ALL", locale.getLanguage() + "_" + locale.getCountry() + ".UTF-8");
    }

    /**
     * With a variable of the environment.
     *
     * @param name its name
     * @param value its value
     * @return a changed copy
     */
    public JavaCommand withEnvironment(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new JavaCommand(prefix, options, modulePath, classPath, main, arguments, more);
    }

    /**
     * On the class path alone: no module path, no module options.
     *
     * @param entries jars and folders
     * @return a changed copy
     */
    public JavaCommand withClassPathOnly(List<Path> entries) {
        return new JavaCommand(prefix, withoutModuleOptions(), "", join(entries), main, arguments, environment);
    }

    /**
     * On the module path alone: no class path, no module options.
     *
     * @param entries jars and folders
     * @return a changed copy
     */
    public JavaCommand withModulePathOnly(List<Path> entries) {
        return new JavaCommand(prefix, withoutModuleOptions(), join(entries), "", main, arguments, environment);
    }

    private List<String> withoutModuleOptions() {
        return options.stream()
                .filter(option -> OF_MODULES.stream().noneMatch(option::startsWith))
                .toList();
    }

    private static String join(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * What lies on both paths, module path first: of a folder full of modules, the modules.
     *
     * @return jars and folders of classes, each once, so that each can stand on a class path too
     */
    public List<Path> entries() {
        return Stream.concat(split(modulePath).flatMap(entry -> modulesIn(entry).stream()), split(classPath))
                .distinct()
                .toList();
    }

    private static Stream<Path> split(String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
    }

    /** A folder on the module path is one module, or has modules in it: jars, or folders again. */
    private static List<Path> modulesIn(Path entry) {
        if (!Files.isDirectory(entry) || isModule(entry)) {
            return List.of(entry);
        }
        try (Stream<Path> inside = Files.list(entry)) {
            return inside.filter(each -> Files.isDirectory(each)
                            ? isModule(each)
                            : each.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            return List.of(entry);
        }
    }

    private static boolean isModule(Path folder) {
        return Files.exists(folder.resolve("module-info.class"));
    }

    /**
     * With a main class, as a class of its module if it is in a named one that lies on the module path.
     *
     * @param type has a {@code public static void main(String[])}
     * @return a changed copy
     */
    public JavaCommand withMain(Class<?> type) {
        boolean named = type.getModule().isNamed() && !modulePath.isEmpty();
        return withMain(named ? type.getModule().getName() + "/" + type.getName() : type.getName());
    }

    /**
     * With a main class.
     *
     * @param name of a class, or {@code module/class}
     * @return a changed copy
     */
    public JavaCommand withMain(String name) {
        return new JavaCommand(prefix, options, modulePath, classPath, name, arguments, environment);
    }

    /**
     * With arguments for the main class, in place of others.
     *
     * @param words the arguments
     * @return a changed copy
     */
    public JavaCommand withArguments(String... words) {
        return new JavaCommand(prefix, options, modulePath, classPath, main, List.of(words), environment);
    }

    /**
     * The whole command.
     *
     * @return as {@link ProcessBuilder} takes it
     * @throws IllegalStateException if there is no main class
     */
    public List<String> words() {
        if (main.isEmpty()) {
            throw new IllegalStateException("a JVM needs a main class");
        }
        List<String> words = new ArrayList<>(prefix);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(QUIET);
        words.addAll(options);
        if (!modulePath.isEmpty()) {
            words.add("--module-path");
            words.add(modulePath);
        }
        if (!classPath.isEmpty()) {
            words.add("--class-path");
            words.add(classPath);
        }
        if (main.indexOf('/') >= 0) {
            words.add("--module");
        }
        words.add(main);
        words.addAll(arguments);
        return words;
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(words());
        builder.environment().putAll(environment);
        return builder;
    }

    /**
     * Starts it.
     *
     * @return running; the caller sees to its end
     * @throws IOException if it cannot be started
     */
    public Process start() throws IOException {
        return builder().start();
    }

    /**
     * Runs it to its end.
     *
     * @param atMost after this long it is killed
     * @return what it left
     * @throws IOException if it cannot be started, or is not done in time
     */
    public Output run(Duration atMost) throws IOException {
        return Commands.finish(builder(), atMost);
    }
}
